using System.CommandLine;
using System.CommandLine.Help;

namespace Sensorium.CommandLine;

/// <summary>The whole command line as a page of the documentation.</summary>
internal static class CommandPage
{
    public static void Write(RootCommand root, TextWriter output)
    {
        output.WriteLine("# Commands");
        output.WriteLine();
        output.WriteLine("<!-- Made from the program: ./sensorium command-page > docs/commands.md -->");
        output.WriteLine();
        output.WriteLine(
            "`sensorium COMMAND --help` says the same in a terminal; `sensorium completion bash|zsh|fish` makes a shell complete all of "
                + "it. Data goes to");
        output.WriteLine("standard output, everything else to standard error. Exit codes: 0 done, 1 the work failed, 2 wrong usage.");
        output.WriteLine();
        foreach (var (group, title) in HelpText.Groups)
        {
            var links = root.Subcommands.OfType<CityCommand>().Where(command => command.Group == group)
                .Select(command => $"[{command.Name}](#{Anchor(command)})");
            output.WriteLine($"- {title}: {string.Join(", ", links)}");
        }

        output.WriteLine();
        output.WriteLine("Options that many commands share:");
        output.WriteLine();
        WriteTable(
            "option", root.Subcommands.SelectMany(AllOptions).Where(HelpText.IsShared).DistinctBy(option => option.Name)
                .Select(option => (HelpText.Label(option), option.Description)), output);
        foreach (var (group, title) in HelpText.Groups)
        {
            output.WriteLine();
            output.WriteLine($"## {title}");
            foreach (var command in root.Subcommands.OfType<CityCommand>().Where(command => command.Group == group))
            {
                Write(command, output);
            }
        }
    }

    private static void Write(Command command, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"### {HelpText.Path(command)["sensorium ".Length..]}");
        output.WriteLine();
        var description = command.Description ?? "";
        output.WriteLine($"{char.ToUpperInvariant(description[0])}{description[1..]}.");
        var children = command.Subcommands.Where(child => !child.Hidden).ToList();
        if (children.Count > 0)
        {
            foreach (var child in children)
            {
                Write(child, output);
            }

            return;
        }

        output.WriteLine();
        output.WriteLine("```");
        output.WriteLine(HelpText.Usage(command));
        output.WriteLine("```");
        var own = command.Options.Where(option => option is not HelpOption && !option.Hidden && !HelpText.IsShared(option))
            .Select(option => (HelpText.Label(option), option.Description));
        var rows = command.Arguments.Select(argument => (argument.Name, argument.Description)).Concat(own).ToList();
        if (rows.Count > 0)
        {
            output.WriteLine();
            WriteTable("argument, option", rows, output);
        }

        var shared = command.Options.Where(option => !option.Hidden && HelpText.IsShared(option))
            .Select(option => $"`{HelpText.Label(option)}`").ToList();
        if (shared.Count > 0)
        {
            output.WriteLine();
            output.WriteLine($"Also {string.Join(", ", shared)}.");
        }

        if ((command as CityCommand)?.Examples is { Count: > 0 } examples)
        {
            output.WriteLine();
            output.WriteLine("```");
            foreach (var example in examples)
            {
                output.WriteLine(example);
            }

            output.WriteLine("```");
        }
    }

    private static IEnumerable<Option> AllOptions(Command command) => command.Options.Concat(command.Subcommands.SelectMany(AllOptions));

    private static string Anchor(Command command) => HelpText.Path(command)["sensorium ".Length..].Replace(' ', '-');

    private static void WriteTable(string title, IEnumerable<(string Name, string? Description)> rows, TextWriter output)
    {
        output.WriteLine($"| {title} | |");
        output.WriteLine("| --- | --- |");
        foreach (var (name, description) in rows)
        {
            output.WriteLine($"| `{name.Replace("|", "\\|")}` | {(description ?? "").Replace("|", "\\|").Replace("<", "&lt;")} |");
        }
    }
}
