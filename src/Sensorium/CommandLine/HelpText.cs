using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sensorium.Core;

namespace Sensorium.CommandLine;

/// <summary>The help: commands in groups, and examples with each.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private const int Width = 120;

    /// <summary>Options that mean the same in many commands.</summary>
    private static readonly string[] _shared = ["--data", "--env", "--set", "--format"];

    public static IReadOnlyList<(CommandGroup Group, string Title)> Groups { get; } =
    [
        (CommandGroup.Run, "Run"),
        (CommandGroup.Write, "Write SQL"),
        (CommandGroup.Look, "Look"),
        (CommandGroup.Keep, "Keep"),
    ];

    private static readonly string[] _rootExamples =
    [
        "sensorium up                                  the city that comes along, with simulated devices",
        "sensorium new my-city --from weather.csv      a city of your own, made from a file",
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

    /// <summary>How the command is called, with what must be given.</summary>
    public static string Usage(Command command)
    {
        var required = string.Concat(command.Options.Where(option => option.Required).Select(option => " " + Label(option)));
        var hasMore = command.Options.Any(option => !option.Required && option is not HelpOption && !option.Hidden);
        var subcommand = command.Subcommands.Count > 0 ? " COMMAND" : "";
        return $"{Path(command)}{subcommand}{Signature(command)}{required}{(hasMore ? " [OPTIONS]" : "")}";
    }

    /// <summary>Whether an option means the same in many commands.</summary>
    public static bool IsShared(Option option) => _shared.Contains(option.Name);

    public static string Label(Option option) => string.IsNullOrEmpty(option.HelpName) ? option.Name : $"{option.Name} {option.HelpName}";

    private static void WriteRoot(Command root, TextWriter output)
    {
        output.WriteLine($"Sensorium {Product.Version}: {root.Description}");
        output.WriteLine();
        output.WriteLine("Usage: sensorium COMMAND [ARGUMENTS] [OPTIONS]");
        foreach (var (group, title) in Groups)
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
        output.WriteLine($"Usage: {Usage(command)}");
        WriteRows("Commands", [.. command.Subcommands.Select(child => (child.Name + Signature(child), child.Description ?? ""))], output);
        WriteRows("Arguments", [.. command.Arguments.Select(argument => (argument.Name, argument.Description ?? ""))], output);
        var options = command.Options.Where(option => option is not HelpOption && !option.Hidden).ToLookup(IsShared);
        WriteRows("Options", [.. options[false].Select(option => (Label(option), option.Description ?? ""))], output);
        WriteRows("Options of many commands", [.. options[true].Select(option => (Label(option), option.Description ?? ""))], output);
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
            var line = $"  {left.PadRight(width)} ";
            foreach (var word in right.Split(' '))
            {
                if (line.Length + 1 + word.Length > Width && line.Length > width + 3)
                {
                    output.WriteLine(line);
                    line = new(' ', width + 3);
                }

                line += " " + word;
            }

            output.WriteLine(line);
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
}
