using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class JobCommand : CityCommand
{
    public JobCommand()
        : base("job", "the city's batch jobs, which write the tables of final.") => Subcommands.Add(new JobRunCommand());

    public override CommandGroup? Group => CommandGroup.Run;
}
