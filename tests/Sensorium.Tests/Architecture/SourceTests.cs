using System.Text.RegularExpressions;

namespace Sensorium.Tests.Architecture;

public sealed partial class SourceTests
{
    [Fact]
    public void A_file_holds_one_type_or_a_closed_family_of_records_and_has_its_name()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources("src"))
        {
            var matches = TopLevelType().Matches(File.ReadAllText(file));
            var types = matches.Select(match => match.Groups["name"].Value).ToList();
            var name = Path.GetFileNameWithoutExtension(file);
            // ColumnOfT.cs holds Column<T>; Batch.Reading.cs would hold a part of Batch.
            var expected = name.Split('.')[0];
            // A syntax tree, plan nodes or settings are one thought: records, and enums of theirs, in the file of the first.
            var isFamily = matches.All(match => match.Groups["kind"].Value is "record" or "enum");
            if ((types.Count > 1 && !isFamily) || (types.Count > 0 && types[0] != expected && $"{types[0]}OfT" != expected))
            {
                wrong.Add($"{Path.GetRelativePath(Repository.Root, file)}: {string.Join(", ", types)}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_namespace_is_the_folder()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources("src"))
        {
            var match = Namespace().Match(File.ReadAllText(file));
            var expected = Path.GetDirectoryName(Path.GetRelativePath(Repository.Path("src"), file))!.Replace('/', '.');
            if (match.Success && match.Groups["name"].Value != expected)
            {
                wrong.Add($"{Path.GetRelativePath(Repository.Root, file)}: {match.Groups["name"].Value}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>Folders whose lines may still be longer. The list may only shrink.</summary>
    private static readonly string[] _longLines =
    [
        "src/Sensorium.Core/Objects/",
        "src/Sensorium.Core/Sources/",
        "src/Sensorium.Engine/Execution/",
        "src/Sensorium.Engine/Operators/",
        "src/Sensorium.Lake/",
    ];

    /// <summary>Only a text may be longer: what it says may not be cut. It then stands on lines of its own.</summary>
    [Fact]
    public void No_line_has_more_than_140_columns()
    {
        const int most = 140;
        var wrong = new List<string>();
        var excused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Repository.Sources("src").Concat(Repository.Sources("tests")))
        {
            var path = Path.GetRelativePath(Repository.Root, file);
            var isWithinText = false;
            foreach (var (line, number) in File.ReadLines(file).Select((line, index) => (line, index + 1)))
            {
                var ends = RawQuotes().Count(line);
                if (line.Length > most && !isWithinText && !TextAlone().IsMatch(line))
                {
                    if (Array.Find(_longLines, folder => path.StartsWith(folder, StringComparison.Ordinal)) is { } folder)
                    {
                        excused.Add(folder);
                    }
                    else
                    {
                        wrong.Add($"{path}:{number}: {line.Length} columns");
                    }
                }

                isWithinText ^= ends % 2 == 1;
            }
        }

        wrong.ShouldBeEmpty();
        excused.ShouldBe(_longLines, ignoreOrder: true, "these need no exception any more");
    }

    [Fact]
    public void No_name_says_nothing()
    {
        var wrong = Repository.Sources("src")
            .Where(file => EmptyName().IsMatch(Path.GetFileNameWithoutExtension(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

        wrong.ShouldBeEmpty("a name says what the thing is");
    }

    [Fact]
    public void Streams_engine_and_lake_take_time_and_concurrency_from_their_ports()
    {
        var wrong = new List<string>();
        foreach (var room in new[] { "Sensorium.Streams", "Sensorium.Engine", "Sensorium.Lake" })
        {
            foreach (var file in Repository.Sources(Path.Combine("src", room)))
            {
                foreach (var (line, number) in File.ReadLines(file).Select((line, index) => (line, index + 1)))
                {
                    if (OwnClockOrThread().IsMatch(Comment().Replace(line, "")))
                    {
                        wrong.Add($"{Path.GetRelativePath(Repository.Root, file)}:{number}: {line.Trim()}");
                    }
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>
    /// Files of those projects that touch the disk or a process without a port, and why they may. The list may only shrink.
    /// </summary>
    private static readonly Dictionary<string, string> _outsideOfPorts = new()
    {
        ["Sensorium.Lake/DuckDb/DuckScratch.cs"] = "DuckDB writes Parquet into private local folders before the store takes it over",
        ["Sensorium.Lake/Delta/DataFileWriter.cs"] = "the size of a file in that scratch",
        ["Sensorium.Lake/Delta/DeltaCheckpoint.cs"] = "the size of a file in that scratch",
        ["Sensorium.Lake/Delta/FileChecksum.cs"] = "the checksum of a file in that scratch",
        ["Sensorium.Lake/Query/QueryProcess.cs"] = "a query runs in a process of its own, which alone ends when it takes too much",
        ["Sensorium.Lake/Query/QueryWorker.cs"] = "that process asks the kernel what it has read",
        ["Sensorium.Lake/Query/ProcessMemory.cs"] = "that process asks the kernel what it holds",
        ["Sensorium.Lake/Query/PlainFiles.cs"] = "files that a user names in a query, outside of the lake",
    };

    [Fact]
    public void Streams_engine_and_lake_touch_files_and_processes_only_through_their_ports()
    {
        var wrong = new List<string>();
        var excused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in new[] { "Sensorium.Streams", "Sensorium.Engine", "Sensorium.Lake" })
        {
            foreach (var file in Repository.Sources(Path.Combine("src", project)))
            {
                var name = Path.GetRelativePath(Repository.Path("src"), file);
                foreach (var (line, number) in File.ReadLines(file).Select((line, index) => (line, index + 1)))
                {
                    if (!OwnFileOrProcess().IsMatch(Comment().Replace(line, "")))
                    {
                        continue;
                    }

                    if (_outsideOfPorts.ContainsKey(name))
                    {
                        excused.Add(name);
                    }
                    else
                    {
                        wrong.Add($"{name}:{number}: {line.Trim()}");
                    }
                }
            }
        }

        wrong.ShouldBeEmpty();
        excused.ShouldBe(_outsideOfPorts.Keys, ignoreOrder: true, "these need no exception any more");
    }

    [Fact]
    public void No_source_has_regions_notes_to_self_or_captured_contexts()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources("src"))
        {
            foreach (var (line, number) in File.ReadLines(file).Select((line, index) => (line, index + 1)))
            {
                if (Unwanted().IsMatch(line) && !line.TrimStart().StartsWith("///", StringComparison.Ordinal))
                {
                    wrong.Add($"{Path.GetRelativePath(Repository.Root, file)}:{number}: {line.Trim()}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|abstract|sealed|static|partial|readonly|unsafe|ref) )*(?<kind>class|interface|enum|delegate [\w<>]+|record struct|record class|record|struct) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("\"\"\"+")]
    private static partial Regex RawQuotes();

    /// <summary>A literal, perhaps with an operator before it, and after it no more than the end of a call or an attribute.</summary>
    [GeneratedRegex("""^\s*(?:[+?:(] |return )?[$@]*"+.*"(?:u8)?[^"]{0,32}$""")]
    private static partial Regex TextAlone();

    [GeneratedRegex("(Manager|Helper|Helpers|Service|Util|Utils|Utility|Utilities|Impl|Common|Misc)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(
        @"\bDateTime(Offset)?\.(Utc)?Now\b|\bTask\.Run\b|\bThread\.Sleep\b|\bnew Thread\b|\bnew Timer\b|\bPeriodicTimer\b|\bThreadPool\b|\bParallel\.For|\bTimeProvider\.System\b")]
    private static partial Regex OwnClockOrThread();

    [GeneratedRegex(
        @"(?<![\w.])(File|Directory|Process)\.[A-Z]|\b(FileInfo|DirectoryInfo|DriveInfo|FileStream|ProcessStartInfo)\b|\bnew (LocalFileSystem|LocalObjectStore|StreamReader|StreamWriter)\b")]
    private static partial Regex OwnFileOrProcess();

    [GeneratedRegex("//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"#region|\bTODO\b|\bFIXME\b|\bHACK\b|ConfigureAwait\(false\)")]
    private static partial Regex Unwanted();
}
