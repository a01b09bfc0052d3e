using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class TokenCommand : CityCommand
{
    public TokenCommand()
        : base("token", "what lets devices on other machines send records to a stream")
    {
        Subcommands.Add(new TokenAddCommand());
        Subcommands.Add(new TokenRemoveCommand());
        Subcommands.Add(new TokenListCommand());
    }

    public override CommandGroup? Group => CommandGroup.Keep;
}
