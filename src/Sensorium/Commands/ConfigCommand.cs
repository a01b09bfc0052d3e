using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class ConfigCommand : CityCommand
{
    public ConfigCommand()
        : base("config", "every setting of a city with its value and where it comes from")
    {
        Subcommands.Add(new ConfigShowCommand());
        Subcommands.Add(new ConfigSchemaCommand());
    }

    public override CommandGroup? Group => CommandGroup.Keep;
}
