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

    [Fact]
    public void No_name_says_nothing()
    {
        var wrong = Repository.Sources("src")
            .Where(file => EmptyName().IsMatch(Path.GetFileNameWithoutExtension(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

        wrong.ShouldBeEmpty("a name says what the thing is");
    }

    [Fact]
    public void Streams_pipelines_and_lake_take_time_and_concurrency_from_their_ports()
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

    [GeneratedRegex("(Manager|Helper|Helpers|Service|Util|Utils|Utility|Utilities|Impl|Common|Misc)$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bTask\.Run\b|\bThread\.Sleep\b|\bnew Thread\b|\bnew Timer\b|\bPeriodicTimer\b|\bThreadPool\b|\bParallel\.For|\bTimeProvider\.System\b")]
    private static partial Regex OwnClockOrThread();

    [GeneratedRegex("//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"#region|\bTODO\b|\bFIXME\b|\bHACK\b|ConfigureAwait\(false\)")]
    private static partial Regex Unwanted();
}
