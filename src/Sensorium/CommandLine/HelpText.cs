using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sensorium.CommandLine;

/// <summary>The help: commands in groups, and examples with each.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private static readonly (CommandGroup Group, string Title)[] _groups =
    [
        (CommandGroup.Run, "Run"),
        (CommandGroup.Write, "Write SQL"),
        (CommandGroup.Look, "Look"),
        (CommandGroup.Keep, "Keep"),
    ];

    private static readonly string[] _rootExamples =
    [
        "sensorium up                                  the city that comes along, with simulated devices",
        "sensorium check my-city                       is its SQL right, and are its settings?",
        "sensorium query \"SHOW TABLES\"                 SQL over what the lake holds",
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        if (command is RootCommand)
        {
            WriteRoot(command, output);
        }
        else
        {
            WriteCommand(command, output);
        }

        return ExitCode.Done;
    }

    /// <summary>What one types to call a command: <c>sensorium lake history</c>.</summary>
    public static string Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "sensorium" : $"{Path(parent)} {command.Name}";
    }

    private static void WriteRoot(Command root, TextWriter output)
    {
        output.WriteLine($"Sensorium {VersionText.Release}: {root.Description}");
        output.WriteLine();
        output.WriteLine("Usage: sensorium COMMAND [ARGUMENTS] [OPTIONS]");
        foreach (var (group, title) in _groups)
        {
            var commands = root.Subcommands.OfType<CityCommand>().Where(command => command.Group == group).ToList();
            if (commands.Count > 0)
            {
                WriteRows(title, [.. commands.Select(command => (Synopsis(command), command.Description ?? ""))], output);
            }
        }

        WriteExamples(_rootExamples, output);
        output.WriteLine();
        output.WriteLine("sensorium COMMAND --help says more of each. Data goes to standard output, everything else to standard error.");
        output.WriteLine("Exit codes: 0 done, 1 the work failed, 2 wrong usage.");
    }

    private static void WriteCommand(Command command, TextWriter output)
    {
        output.WriteLine($"{Path(command)}: {command.Description}");
        output.WriteLine();
        output.WriteLine($"Usage: {Path(command)}{Signature(command)}{(command.Options.Count > 0 ? " [OPTIONS]" : "")}");
        WriteRows("Commands", [.. command.Subcommands.Select(child => (child.Name + Signature(child), child.Description ?? ""))], output);
        WriteRows("Arguments", [.. command.Arguments.Select(argument => (argument.Name, argument.Description ?? ""))], output);
        WriteRows(
            "Options",
            [.. command.Options.Where(option => option is not HelpOption && !option.Hidden).Select(option => (Label(option), option.Description ?? ""))],
            output);
        WriteExamples((command as CityCommand)?.Examples ?? [], output);
    }

    private static void WriteRows(string title, IReadOnlyList<(string Left, string Right)> rows, TextWriter output)
    {
        if (rows.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"{title}:");
        var width = rows.Max(row => row.Left.Length);
        foreach (var (left, right) in rows)
        {
            output.WriteLine($"  {left.PadRight(width)}  {right}");
        }
    }

    private static void WriteExamples(IReadOnlyList<string> examples, TextWriter output)
    {
        if (examples.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example}");
        }
    }

    private static string Synopsis(Command command) => command.Subcommands.Count > 0
        ? $"{command.Name} {string.Join('|', command.Subcommands.Select(child => child.Name))}"
        : command.Name + Signature(command);

    private static string Signature(Command command) => string.Concat(command.Arguments.Select(argument => " " + (argument.Arity switch
    {
        { MinimumNumberOfValues: 0, MaximumNumberOfValues: 1 } => $"[{argument.Name}]",
        { MinimumNumberOfValues: 0 } => $"[{argument.Name} …]",
        { MaximumNumberOfValues: 1 } => argument.Name,
        _ => $"{argument.Name} …",
    })));

    private static string Label(Option option) => string.IsNullOrEmpty(option.HelpName) ? option.Name : $"{option.Name} {option.HelpName}";
}
