using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class LakeCommand : CityCommand
{
    public LakeCommand()
        : base("lake", "the upkeep of the lake's tables")
    {
        Subcommands.Add(new LakeHistoryCommand());
        Subcommands.Add(new LakeOptimizeCommand());
        Subcommands.Add(new LakeVacuumCommand());
        Subcommands.Add(new LakeVerifyCommand());
    }

    public override CommandGroup? Group => CommandGroup.Keep;
}
