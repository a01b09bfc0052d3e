using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class UserCommand : CityCommand
{
    public UserCommand()
        : base("user", "who may log in where a city is reached from other machines")
    {
        Subcommands.Add(new UserAddCommand());
        Subcommands.Add(new UserRemoveCommand());
        Subcommands.Add(new UserListCommand());
        Subcommands.Add(new UserPasswordCommand());
        Subcommands.Add(new UserRoleCommand());
    }

    public override CommandGroup? Group => CommandGroup.Keep;
}
