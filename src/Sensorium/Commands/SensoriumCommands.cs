using Sensorium.CommandLine;

namespace Sensorium.Commands;

/// <summary>Every command, in the order of the help.</summary>
internal static class SensoriumCommands
{
    public static IReadOnlyList<CityCommand> All() =>
    [
        new RunCommand(),
        new CheckCommand(),
        new QueryCommand(),
        new ConfigCommand(),
    ];
}
