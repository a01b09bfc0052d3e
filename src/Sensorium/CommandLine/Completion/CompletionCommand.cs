using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;

namespace Sensorium.CommandLine.Completion;

/// <summary>A command as a shell completes it.</summary>
/// <param name="Path">The words that lead to it, without <c>sensorium</c>: <c>lake history</c>; empty for the program.</param>
/// <param name="Arguments">What its arguments are, in order; the last one stands for all further ones.</param>
/// <param name="Values">All that its argument can be; empty where there are others.</param>
internal sealed record CompletionCommand(
    string Path,
    IReadOnlyList<(string Name, string Description)> Commands,
    IReadOnlyList<CompletionOption> Options,
    IReadOnlyList<ValueKind> Arguments,
    IReadOnlyList<string> Values)
{
    /// <summary>The program and all its commands that are not hidden, each before its own.</summary>
    public static IReadOnlyList<CompletionCommand> All(RootCommand root)
    {
        var all = new List<CompletionCommand>();
        Add(root, "", all);
        return all;
    }

    private static void Add(Command command, string path, List<CompletionCommand> all)
    {
        var children = command.Subcommands.Where(child => !child.Hidden).ToList();
        var inherited = command is RootCommand
            ? []
            : new List<CompletionOption> { new("--help", "what the command does, with examples", false, ValueKind.Free, []) };
        all.Add(new(
            path,
            children.ConvertAll(child => (child.Name, child.Description ?? "")),
            [.. command.Options.Where(option => !option.Hidden).Select(Of), .. inherited],
            [.. command.Arguments.Select(argument => KindOf(argument.Name))],
            [.. command.Arguments.SelectMany(argument => argument.GetCompletions(CompletionContext.Empty)).Select(item => item.Label)
                .Distinct()]));
        foreach (var child in children)
        {
            Add(child, path.Length == 0 ? child.Name : $"{path} {child.Name}", all);
        }
    }

    private static CompletionOption Of(Option option)
    {
        var takesValue = option is not (HelpOption or VersionOption) && option.Arity.MaximumNumberOfValues > 0
            && option.ValueType != typeof(bool);
        return new(
            option.Name,
            option.Description ?? "",
            takesValue,
            !takesValue ? ValueKind.Free : option.Name == "--stream" ? ValueKind.Stream : option.Name == "--city"
                ? ValueKind.City
                : KindOf(option.HelpName ?? ""),
            takesValue ? [.. option.GetCompletions(CompletionContext.Empty).Select(item => item.Label)] : []);
    }

    /// <summary>The help names what is to be typed; that says what it is.</summary>
    private static ValueKind KindOf(string name) =>
        name.Contains("FILE", StringComparison.Ordinal) ? ValueKind.File
        : name == "CITY" ? ValueKind.City
        : name == "DIR" ? ValueKind.Folder
        : name == "TABLE" ? ValueKind.Table
        : ValueKind.Free;
}
