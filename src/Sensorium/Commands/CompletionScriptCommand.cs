using System.CommandLine;
using Sensorium.CommandLine;
using Sensorium.CommandLine.Completion;

namespace Sensorium.Commands;

/// <summary><c>completion bash|zsh|fish</c>: a script that completes commands, options, cities, tables and streams.</summary>
internal sealed class CompletionScriptCommand : CityCommand
{
    private readonly Argument<string> _shell = new("bash|zsh|fish") { Description = "the shell that the script is for" };

    public CompletionScriptCommand()
        : base("completion", "prints a script with which a shell completes commands, options, cities, tables and streams")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Arguments.Add(_shell);
        SetAction(line =>
        {
            var commands = CompletionCommand.All((RootCommand)line.RootCommandResult.Command);
            var output = Terminal(line).Output;
            switch (line.GetValue(_shell))
            {
                case "zsh": ZshCompletion.Write(commands, output); break;
                case "fish": FishCompletion.Write(commands, output); break;
                default: BashCompletion.Write(commands, output); break;
            }
        });
    }

    public override CommandGroup? Group => CommandGroup.Keep;

    public override IReadOnlyList<string> Examples =>
        ["source <(sensorium completion bash)", "source <(sensorium completion zsh)", "sensorium completion fish | source"];
}
