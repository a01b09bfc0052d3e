using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Execution;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Plan;
using Sensorium.Sql.TestFiles;

namespace Sensorium.CityTests;

/// <summary>What a test gives, as files in scratch: each GIVEN is one, and one partition of its stream.</summary>
/// <param name="folder">That is the test's alone.</param>
internal sealed class GivenFiles(string folder, CityProgram program)
{
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, (RecordFormat Format, List<string> Paths)> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Writes a GIVEN.</summary>
    /// <returns>What is wrong with it; empty where nothing is.</returns>
    public IReadOnlyList<Problem> Add(TestGiven given)
    {
        if (program.Streams.FirstOrDefault(
            stream => stream.Name.Equals(given.Stream, StringComparison.OrdinalIgnoreCase)) is not { } stream)
        {
            return [Unknown(
                given.Span.ToString(),
                $"the city has no stream {given.Stream}",
                given.Stream,
                program.Streams.Select(stream => stream.Name))];
        }

        var format = given.Form == TestForm.Csv ? RecordFormat.Csv : RecordFormat.Json;
        if (!_files.TryGetValue(stream.Name, out var files))
        {
            _files.Add(stream.Name, files = (format, []));
        }
        else if (files.Format != format)
        {
            return [new(
                "SN1059",
                given.Span.ToString(),
                $"{stream.Name} is given once as CSV and once not",
                "give all of a stream in a test in one form.")];
        }

        var problems = new List<Problem>();
        var path = Path.Combine(folder, $"{stream.Name}-{files.Paths.Count}");
        File.WriteAllBytes(path, given.Form switch
        {
            TestForm.Values => Records(stream, given, problems),
            // The text stands on lines of its own between its quotes.
            _ => Encoding.UTF8.GetBytes(given.Text.TrimStart('\r', '\n')),
        });
        files.Paths.Add(path);
        return problems;
    }

    /// <summary>
    /// The inputs of a pipeline; the caller disposes their sources. A stream that the test does not speak of has one empty partition.
    /// </summary>
    public IReadOnlyList<PipelineInput> Open(PipelineDefinition pipeline) => [.. PipelineStreams.Of(pipeline).Select(stream =>
    {
        var (format, paths) = _files.TryGetValue(stream.Name, out var given) ? given : (RecordFormat.Json, [Empty()]);
        var source = new FileSource(new LocalFileSystem(), stream.PhysicalName, paths, format, stream.Csv);
        return new PipelineInput(stream with { Format = format }, source, source.Header);
    })];

    public static Problem Unknown(string place, string message, string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        return new("SN1058", place, $"{message}.", Spelling.Nearest(name, names) is { } nearest
            ? $"did you mean {nearest}?"
            : $"there {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names)}.");
    }

    private string Empty()
    {
        var path = Path.Combine(folder, "empty");
        File.WriteAllBytes(path, []);
        return path;
    }

    private static byte[] Records(StreamDefinition stream, TestGiven given, List<Problem> problems)
    {
        var columns = given.Columns.Count == 0
            ? stream.Columns
            : [.. given.Columns.Select(column => Find(stream, column, problems)).OfType<StreamColumn>()];
        if (problems.Count > 0)
        {
            return [];
        }

        var buffer = new ArrayBufferWriter<byte>();
        foreach (var row in given.Rows)
        {
            if (row.Values.Count != columns.Count)
            {
                problems.Add(new(
                    "SN1059", row.Span.ToString(), $"the row has {row.Values.Count} values for {columns.Count} columns",
                    $"give {string.Join(", ", columns.Select(column => column.Field.Name))}, or name the columns behind the stream's "
                        + $"name."));
                continue;
            }

            var record = new JsonObject();
            for (var i = 0; i < columns.Count; i++)
            {
                if (Value(columns[i], row.Values[i]) is { } value)
                {
                    Put(record, columns[i].Spellings[0].Split('.'), value);
                }
            }

            using (var writer = new Utf8JsonWriter(buffer, _json))
            {
                record.WriteTo(writer);
            }

            buffer.Write("\n"u8);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static StreamColumn? Find(StreamDefinition stream, TestColumn named, List<Problem> problems)
    {
        if (stream.Columns.FirstOrDefault(column => column.Field.Name.Equals(named.Name, StringComparison.OrdinalIgnoreCase)) is { } column)
        {
            return column;
        }

        problems.Add(
            Unknown(
                named.Span.ToString(),
                $"{stream.Name} has no column {named.Name}",
                named.Name,
                stream.Columns.Select(column => column.Field.Name)));
        return null;
    }

    /// <summary>
    /// As a device would send it: a value that is none of the column's type goes on as it is written, for the stream to reject.
    /// </summary>
    /// <returns>Null for a member that is left out.</returns>
    private static JsonNode? Value(StreamColumn column, TestValue value) => value.Kind switch
    {
        TestValueKind.Null => null,
        TestValueKind.Boolean => JsonValue.Create(value.Text == "TRUE"),
        TestValueKind.Number => JsonNode.Parse(Number(value.Text)),
        _ when column.Time is { } time && Cell.TryTime(value.Text, out var instant) => time.Kind switch
        {
            TimestampKind.EpochSeconds => JsonValue.Create(instant.Micros / 1_000_000),
            TimestampKind.EpochMilliseconds => JsonValue.Create(instant.Micros / 1_000),
            TimestampKind.EpochMicroseconds => JsonValue.Create(instant.Micros),
            _ => JsonValue.Create(instant.ToString()),
        },
        _ => JsonValue.Create(value.Text),
    };

    /// <summary>SQL takes <c>.5</c> and <c>5.</c> for numbers, JSON does not.</summary>
    private static string Number(string text)
    {
        var (sign, digits) = text.StartsWith('-') ? ("-", text[1..]) : ("", text);
        digits = digits.StartsWith('.') ? "0" + digits : digits;
        return sign
            + (digits.EndsWith('.') ? digits + "0" : digits.Replace(".e", ".0e", StringComparison.OrdinalIgnoreCase)).TrimStart('0') switch
        {
            "" => "0",
            var rest when !char.IsAsciiDigit(rest[0]) => "0" + rest,
            var rest => rest,
        };
    }

    private static void Put(JsonObject record, ReadOnlySpan<string> path, JsonNode value)
    {
        for (; path.Length > 1; path = path[1..])
        {
            if (record[path[0]] is not JsonObject inner)
            {
                record[path[0]] = inner = [];
            }

            record = inner;
        }

        record[path[0]] = value;
    }
}
