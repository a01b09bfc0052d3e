using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Sql;

namespace Sensorium.Commands;

/// <summary><c>fmt [CITY|FILE.sql …]</c>: the canonical text of SQL files, in place.</summary>
internal sealed class FmtCommand : CityCommand
{
    private readonly Argument<string[]> _what = new("CITY|FILE.sql")
    {
        Description =
            "a city's folder, or SQL files; - reads standard input and writes standard output (default: this folder if it is a city)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _check = new("--check")
    {
        Description = "changes nothing; lists the files that would change, and ends with 1 if there are any",
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public FmtCommand()
        : base("fmt", "writes SQL files in their canonical form; comments stay, and files that are so already are left alone")
    {
        Arguments.Add(_what);
        Options.Add(_check);
        Options.Add(_format);
        AddSettingOptions();
        SetAction(line =>
        {
            var (given, format, terminal) = (line.GetValue(_what)!, line.GetValue(_format), Terminal(line));
            return ProblemJson.Catch(format, terminal, () =>
            {
                if (given is ["-"])
                {
                    terminal.Output.Write(Canonical(new("-", Session(line).Input.ReadToEnd())));
                    return ExitCode.Done;
                }

                var files = SqlSources.AreFiles(given) ? given : Open(line, given.Length == 0 ? "." : given[0]).SqlFiles;
                return Format(files, line.GetValue(_check), format, terminal);
            });
        });
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples =>
        ["sensorium fmt my-city", "sensorium fmt my-city --check", "sensorium fmt - < draft.sql"];

    /// <summary>Files with errors are left alone and reported together, after the others are written.</summary>
    private static int Format(IReadOnlyList<string> files, bool isCheck, OutputFormat format, Terminal terminal)
    {
        var problems = new List<Problem>();
        var changed = new List<string>();
        foreach (var file in files)
        {
            try
            {
                var text = SqlSources.Read(file);
                if (Canonical(text) is var canonical && canonical != text.Text)
                {
                    changed.Add(file);
                    if (!isCheck)
                    {
                        Replace(file, canonical);
                    }

                    if (format == OutputFormat.Text)
                    {
                        terminal.Output.WriteLine(file);
                    }
                }
            }
            catch (ProblemsException error)
            {
                problems.AddRange(error.Problems);
            }
        }

        var isWell = problems.Count == 0 && !(isCheck && changed.Count > 0);
        if (format == OutputFormat.Json)
        {
            terminal.WriteJson(new JsonObject
            {
                ["ok"] = isWell,
                ["problems"] = ProblemJson.Of(problems),
                ["changed"] = new JsonArray([.. changed.Select(file => (JsonNode)file)]),
            });
            return isWell ? ExitCode.Done : ExitCode.Failed;
        }

        if (problems.Count > 0)
        {
            throw new ProblemsException(problems);
        }

        terminal.Say(
            $"{files.Count - changed.Count} of {files.Count} files {(isCheck || changed.Count == 0 ? "are" : "were")} in canonical "
                + $"form{(isCheck || changed.Count == 0 ? "" : $", {changed.Count} rewritten")}.");
        return isWell ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Canonical(SqlFile file)
    {
        var (text, diagnostics) = SqlFormatter.Format(file);
        return text ?? throw SqlSources.Problems(diagnostics);
    }

    /// <summary>In one step, so that whoever reads the file, or cuts the power, finds the old text or the new one.</summary>
    private static void Replace(string file, string text)
    {
        var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        var beside = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(beside, text);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(beside, File.GetUnixFileMode(target));
            }

            File.Move(beside, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
            throw new SensoriumException(
                "SN1028",
                $"the file {file} cannot be written: {error.Message}",
                "make it and its folder writable, or format a copy.",
                error);
        }
    }
}
