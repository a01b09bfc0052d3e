using System.CommandLine;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

/// <summary>
/// <c>command-page</c>: the text of <c>docs/commands.md</c>. Hidden, for it is of use to nobody but who changes a command.
/// </summary>
internal sealed class CommandPageCommand : CityCommand
{
    public CommandPageCommand()
        : base("command-page", "prints docs/commands.md, every command as its help has it")
    {
        Hidden = true;
        SetAction(line => CommandPage.Write((RootCommand)line.RootCommandResult.Command, Terminal(line).Output));
    }

    public override IReadOnlyList<string> Examples => ["sensorium command-page > docs/commands.md"];
}
