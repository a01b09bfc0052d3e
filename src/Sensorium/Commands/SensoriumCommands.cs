using Sensorium.CommandLine;

namespace Sensorium.Commands;

/// <summary>Every command, in the order of the help.</summary>
internal static class SensoriumCommands
{
    public static IReadOnlyList<CityCommand> All() =>
    [
        new UpCommand(),
        new RunCommand(),
        new SimulateCommand(),
        new ReplayCommand(),
        new KafkaCommand(),
        new NewCommand(),
        new CheckCommand(),
        new FmtCommand(),
        new ExplainCommand(),
        new TestCommand(),
        new QueryCommand(),
        new QueryWorkerCommand(),
        new StatusCommand(),
        new LedgerCommand(),
        new VerifyCommand(),
        new LakeCommand(),
        new JobCommand(),
        new UserCommand(),
        new TokenCommand(),
        new DoctorCommand(),
        new PlacesCommand(),
        new ConfigCommand(),
        new CompletionScriptCommand(),
        new CommandPageCommand(),
    ];
}
