using System.Globalization;
using System.Text;
using Sensorium.CityTests;
using Sensorium.Core;

namespace Sensorium.Scaffold;

/// <summary>A stream of a new city, with its tables, a test, and what is told of it.</summary>
/// <param name="Tables">By name, their SQL.</param>
/// <param name="Test">Text of a file of <c>tests/</c>.</param>
/// <param name="Files">As <c>run</c> takes them; empty where they must be replayed first.</param>
/// <param name="Replayed">As <c>replay</c> takes them.</param>
/// <param name="Told">Lines for whoever makes the city.</param>
internal sealed record StreamPlan(
    InferredStream Stream,
    IReadOnlyList<(string Name, string Sql)> Tables,
    string? Test,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Replayed,
    IReadOnlyList<string> Told)
{
    /// <summary>Share of late rows that is taken for a shorter delay.</summary>
    private const double FewLate = 0.001;

    private const int TestedRecords = 5;

    private static readonly TimeSpan[] _delays =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1),
        TimeSpan.FromDays(1), TimeSpan.FromDays(7),
    ];

    /// <summary>From files of one stream.</summary>
    /// <param name="scratch">For records of GPX, which <c>run</c> does not read.</param>
    public static async Task<StreamPlan> Of(
        string name, IReadOnlyList<FileSniffer> looks, string? zone, EventTime now, string scratch, CancellationToken cancellation)
    {
        var sample = FileSample.Of(looks);
        var stream = StreamInference.Of(name, looks[0], sample, zone);
        var isGpx = looks[0].Kind == FileKind.Gpx;
        var files = looks.Select(look => isGpx ? Convert(look, scratch) : look.Path).ToList();
        var probe = await FileProbe.Of(stream, files, now, cancellation);
        var found = new List<string> { Found(looks, sample, probe, stream) };
        var tables = new List<(string, string)>();
        var table = $"{name}_rows";
        Window? window = null;
        if (stream.Time is null)
        {
            stream = stream with { Notes = [.. found, .. stream.Notes] };
            tables.Add((table, CitySql.Format(CitySql.Rows(stream, table, "Every record as it is: without a time there are no windows."))));
        }
        else
        {
            var (gap, isSorted) = Gap(probe, stream.Device is not null);
            window = Window.For(gap, zone ?? stream.Zone);
            table = $"{name}_by_{window.Name}";
            found.Add(
                $"Window: {window.Name.Replace('_', ' ')}, a GUESS: "
                    + $"{(stream.Device is { } device ? $"each {device.Name} sends" : "records come")} about every "
                        + $"{SpanText.Of(TimeSpan.FromSeconds(Math.Max(1, Math.Round(gap.TotalSeconds))))}.");
            var disorder = new Disorder(time => window.Around(time).End, now);
            foreach (var row in probe.Rows)
            {
                disorder.Add(row.Partition, row.Time);
            }

            var (delay, prices) = Price(disorder, table, stream, isSorted);
            stream = stream with { Delay = delay, Notes = [.. found, .. stream.Notes, .. prices] };
            tables.Add((table, CitySql.Format(CitySql.Table(stream, table, window))));
            if (delay >= TimeSpan.FromDays(1))
            {
                tables.Add(($"{name}_rows", CitySql.Format(CitySql.Rows(
                    stream, $"{name}_rows",
                    $"Every record at once. With {SpanText.Of(delay)} of patience, {table} of a running city shows a window only when "
                        + $"records {SpanText.Of(delay)} later have come."))));
            }
        }

        return new(
            stream,
            tables,
            TestOf(stream, table, window, looks[0], files[0], probe),
            isGpx ? [] : files,
            [.. looks.Select(look => look.Path)],
            [$"{name}: {stream.Columns.Count} columns, {string.Join(", ", tables.Select(made => made.Item1))}",
                .. stream.Notes.Select(note => "  " + note.ReplaceLineEndings("\n  "))]);
    }

    private static string Convert(FileSniffer look, string scratch)
    {
        var path = Path.Combine(scratch, Guid.NewGuid().ToString("n") + ".ndjson");
        using var input = FileSniffer.Open(look.Path);
        using var output = File.Create(path);
        foreach (var record in look.Records(input))
        {
            output.Write(record.Json.Span);
            output.WriteByte((byte)'\n');
        }

        return path;
    }

    private static string Found(IReadOnlyList<FileSniffer> looks, FileSample sample, FileProbe probe, InferredStream stream)
    {
        var delimiters = looks[0].Delimiter switch { ',' => "commas", ';' => "semicolons", '\t' => "tabs", _ => "bars" };
        var form = looks[0].Kind switch
        {
            FileKind.Csv => $"CSV with {delimiters}{(looks[0].Names is null ? "" : ", without a header")}",
            FileKind.Gpx => "GPX",
            _ => "one JSON object a line",
        };
        var text = new StringBuilder(
            $"{string.Join(", ", looks.Select(look => Path.GetFileName(look.Path)))}: {form}, "
                + $"{probe.Read:N0} records{(sample.IsCut ? ", the first of more" : "")}, of which {probe.Rows.Count:N0} fit.");
        foreach (var cause in probe.Causes.Take(5))
        {
            text.Append($"\n{cause.Count:N0} {(cause.Count == 1 ? "is" : "are")} rejected: {cause.Text}");
        }

        var hasWhole = stream.Columns.Any(column => column.Type is TypeKind.Integer or TypeKind.BigInt);
        text.Append($"\nTypes are as narrow as these records allow{(hasWhole ? ": INT and BIGINT where all values are whole" : "")}.");
        return text.ToString();
    }

    /// <summary>The middle one of the times between two readings of a device, and whether each device's readings are in order.</summary>
    private static (TimeSpan Gap, bool IsSorted) Gap(FileProbe probe, bool hasDevices)
    {
        var gaps = new List<long>();
        var isSorted = true;
        foreach (var device in probe.Rows.GroupBy(row => (row.Partition, Key: hasDevices ? row.Key : null)))
        {
            var times = device.Select(row => row.Time).ToList();
            for (var i = 1; i < times.Count; i++)
            {
                isSorted &= times[i] >= times[i - 1];
            }

            times.Sort();
            for (var i = 1; i < times.Count; i++)
            {
                if (times[i] > times[i - 1])
                {
                    gaps.Add(times[i] - times[i - 1]);
                }
            }
        }

        gaps.Sort();
        return (gaps.Count == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMicroseconds(gaps[gaps.Count / 2]), isSorted);
    }

    private static (TimeSpan Delay, IReadOnlyList<string> Notes) Price(
        Disorder disorder, string table, InferredStream stream, bool isSorted)
    {
        var none = SpanText.RoundUp(disorder.None);
        var tried = _delays.Where(delay => delay < none || delay <= TimeSpan.FromSeconds(10)).Append(none).Distinct().Order().ToList();
        var few = tried.First(delay => disorder.Late(delay) <= disorder.Rows * FewLate);
        var delay = none <= TimeSpan.FromMinutes(1) || none <= few * 6 ? none : few;
        if (delay < TimeSpan.FromSeconds(10))
        {
            delay = TimeSpan.FromSeconds(10);
        }

        var prices = new StringBuilder($"Watermark, priced over these {disorder.Rows:N0} records in their order. Of {table},");
        foreach (var same in tried.Append(delay).Distinct().Order().Select(one => (Delay: one, Late: disorder.Late(one)))
            .GroupBy(one => one.Late))
        {
            var span = same.Count() == 1
                ? SpanText.Of(same.First().Delay)
                : $"{SpanText.Of(same.First().Delay)} to {SpanText.Of(same.Last().Delay)}";
            prices.Append($"\n  {span} {(same.Count() == 1 ? "loses" : "lose")} {Share(same.Key, disorder.Rows)}");
        }

        var notes = new List<string> { prices.ToString() };
        var choice = disorder.Late(delay) == 0
            ? "none of these are lost"
            : $"{disorder.Late(delay):N0} of these are late, and go to {TableName.LateOf(table)}";
        var isOrdered = disorder.None <= TimeSpan.FromMicroseconds(1);
        var guess = isOrdered ? " These records are in order; that live ones come within it is a GUESS." : "";
        notes.Add($"Chosen: {SpanText.Of(delay)}; {choice}.{guess}");
        if (delay >= TimeSpan.FromDays(1) && isSorted && stream.Device is { } device)
        {
            notes.Add(
                $"The file is ordered by {device.Name} and not by time: of each {device.Name} the records are in order. Sorted by time, "
                    + $"or as a file for each {device.Name}, it would need no such patience.");
        }

        return (delay, notes);
    }

    private static string Share(long count, long of) => count == 0 ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{count:N0} ({(count * 100.0 / of):0.##} %)");

    /// <summary>The first records, beside what their first windows must count: computed here, apart from the pipelines.</summary>
    private static string? TestOf(InferredStream stream, string table, Window? window, FileSniffer look, string path, FileProbe probe)
    {
        var (text, offsets) = FirstText(look, path);
        if (text.Length == 0)
        {
            return null;
        }

        var rows = probe.Rows.Where(row => row.Partition == 0 && offsets.Contains(row.Position)).ToList();
        var shown = stream.Device ?? stream.Columns[0];
        var sql = new StringBuilder();
        CitySql.Comment(sql, $"The first {offsets.Count} records of {Path.GetFileName(look.Path)}, and the rows they make.");
        sql.AppendLine($"TEST {CitySql.Text($"the first records of {stream.Name}")};");
        sql.AppendLine($"GIVEN {stream.Name} {(stream.Csv is null ? "JSON" : "CSV")} '\n{text.Replace("'", "''")}\n';");
        if (window is null)
        {
            sql.AppendLine(rows.Count == 0 ? $"EXPECT NO ROWS IN {table};"
                : $"EXPECT {table} ({shown.Name}) VALUES\n  "
                    + $"{string.Join(",\n  ", rows.Select(row => $"({Literal(row.Key, shown.Type)})"))};");
            return sql.ToString();
        }

        var greatest = long.MinValue;
        var counts = new SortedDictionary<(long Start, string Key), int>();
        foreach (var row in rows)
        {
            var (start, end) = window.Around(row.Time);
            if (greatest == long.MinValue || end > greatest - (stream.Delay.Ticks / TimeSpan.TicksPerMicrosecond))
            {
                var key = (start, stream.Device is null ? "" : Literal(row.Key, shown.Type));
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }

            greatest = Math.Max(greatest, row.Time);
        }

        var columns = stream.Device is null ? "window_start, readings" : $"window_start, {shown.Name}, readings";
        sql.AppendLine(counts.Count == 0 ? $"EXPECT NO ROWS IN {table};"
            : $"EXPECT {table} ({columns}) VALUES\n  "
                + string.Join(
                    ",\n  ",
                    counts.Select(
                        row => $"('{new EventTime(row.Key.Start)}', {(stream.Device is null ? "" : row.Key.Key + ", ")}{row.Value})"))
                            + ";");
        return sql.ToString();
    }

    private static string Literal(string? text, TypeKind type) => text is null ? "NULL"
        : type is TypeKind.Integer or TypeKind.BigInt or TypeKind.Double or TypeKind.Boolean ? text
        : CitySql.Text(text);

    /// <summary>
    /// The text of the first records, with the header if the file has one, and where each stands; empty where they are too long.
    /// </summary>
    private static (string Text, HashSet<long> Offsets) FirstText(FileSniffer look, string path)
    {
        const int Most = 16 * 1024;
        using var source = new Engine.Sources.FileSource(
            new Core.Files.LocalFileSystem(),
            "first",
            [path],
            look.Kind == FileKind.Csv ? Sql.Plan.RecordFormat.Csv : Sql.Plan.RecordFormat.Json,
            new(HasHeader: look.Names is null, look.Delimiter));
        var block = new Core.Sources.RecordBlock();
        var count = Math.Min(TestedRecords, source.Partitions[0].Read(block, Position.Start, Most));
        var end = count == 0 ? 0 : block.Offsets[count - 1] + block.Lengths[count - 1];
        if (end is 0 or > Most)
        {
            return ("", []);
        }

        using var input = FileSniffer.Open(path);
        var bytes = new byte[end];
        input.ReadExactly(bytes);
        return (Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), [.. block.Offsets.AsSpan(0, count)]);
    }
}
