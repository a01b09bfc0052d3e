using System.CommandLine;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Commands;

/// <summary><c>fmt [CITY|FILE.sql …]</c>: the canonical text of SQL files, in place.</summary>
internal sealed class FmtCommand : CityCommand
{
    private readonly Argument<string[]> _what = new("CITY|FILE.sql")
    {
        Description = "a city's folder, or SQL files; - reads standard input and writes standard output (default: this folder if it is a city)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _check = new("--check") { Description = "changes nothing; lists the files that would change, and ends with 1 if there are any" };

    public FmtCommand()
        : base("fmt", "writes SQL files in their canonical form; comments stay, and files that are so already are left alone")
    {
        Arguments.Add(_what);
        Options.Add(_check);
        AddSettingOptions();
        SetAction(line =>
        {
            var given = line.GetValue(_what)!;
            if (given is ["-"])
            {
                Terminal(line).Output.Write(Canonical(new("-", Session(line).Input.ReadToEnd())));
                return ExitCode.Done;
            }

            var files = SqlSources.AreFiles(given) ? given : Open(line, given.Length == 0 ? "." : given[0]).SqlFiles;
            return Format(files, line.GetValue(_check), Terminal(line));
        });
    }

    public override CommandGroup? Group => CommandGroup.Write;

    public override IReadOnlyList<string> Examples => ["sensorium fmt my-city", "sensorium fmt my-city --check", "sensorium fmt - < draft.sql"];

    /// <summary>Files with errors are left alone and reported together, after the others are written.</summary>
    private static int Format(IReadOnlyList<string> files, bool isCheck, Terminal terminal)
    {
        var problems = new List<Problem>();
        var changed = 0;
        foreach (var file in files)
        {
            try
            {
                var text = SqlSources.Read(file);
                if (Canonical(text) is var canonical && canonical != text.Text)
                {
                    changed++;
                    terminal.Output.WriteLine(file);
                    if (!isCheck)
                    {
                        Replace(file, canonical);
                    }
                }
            }
            catch (ProblemsException error)
            {
                problems.AddRange(error.Problems);
            }
        }

        if (problems.Count > 0)
        {
            throw new ProblemsException(problems);
        }

        terminal.Say($"{files.Count - changed} of {files.Count} files {(isCheck || changed == 0 ? "are" : "were")} in canonical form{(isCheck || changed == 0 ? "" : $", {changed} rewritten")}.");
        return isCheck && changed > 0 ? ExitCode.Failed : ExitCode.Done;
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
            throw new SensoriumException("SN1028", $"the file {file} cannot be written: {error.Message}", "make it and its folder writable, or format a copy.", error);
        }
    }
}
