using Sensorium.Core;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Binding;

/// <summary>Binds CREATE STREAM. What is wrong is reported and left out, so that queries over the stream can be validated too.</summary>
internal sealed class StreamBinder(FunctionCatalog functions, DiagnosticList diagnostics)
{
    private static readonly TimeSpan DefaultIdle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultAhead = TimeSpan.FromMinutes(5);

    private static readonly string[] OptionNames = ["stream", "format", "files", "idle", "ahead", "zone", "header", "delimiter", "nulls"];

    public StreamDefinition Bind(CreateStreamSyntax stream)
    {
        var options = BindOptions(stream);
        var zone = options.TryGetValue("zone", out var zoneOption) && CheckZone(zoneOption) ? zoneOption.Value : null;
        var columns = new List<StreamColumn>();
        var syntaxes = new List<StreamColumnSyntax>();
        foreach (var column in stream.Columns)
        {
            if (StreamDefinition.SystemFields.Any(field => Same(field.Name, column.Name.Text)))
            {
                diagnostics.Add(
                    "SN2005",
                    column.Name.Span,
                    $"{column.Name.Text} is a column every stream has",
                    "give yours another name; FROM says how it is spelt in the records");
            }
            else if (columns.Exists(other => Same(other.Field.Name, column.Name.Text)))
            {
                diagnostics.Add(
                    "SN2005",
                    column.Name.Span,
                    $"there are two columns {column.Name.Text}",
                    "rename one, or give both spellings in one FROM ('a', 'b')");
            }
            else
            {
                columns.Add(BindColumn(column, stream.Watermark, zone));
                syntaxes.Add(column);
            }
        }

        var format = BindFormat(options, "format", RecordFormat.Json);
        var files = BindFormat(options, "files", format);
        var definition = new StreamDefinition(
            stream.Name.Text,
            options.TryGetValue("stream", out var physical) ? physical.Value : stream.Name.Text,
            format,
            columns,
            BindEventTime(stream, columns),
            FromMicros(stream.Watermark?.Delay?.Micros ?? 0),
            BindDuration(options, "idle", DefaultIdle, mayBeNone: true),
            BindDuration(options, "ahead", DefaultAhead, mayBeNone: false) ?? DefaultAhead,
            BindCsv(options, format == RecordFormat.Csv ? format : files),
            stream.Comment?.Value,
            stream.Span) { FileFormat = files };
        return definition with { Columns = [.. columns.Select((column, i) => BindCheck(definition, column, syntaxes[i].Check))] };
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan FromMicros(long micros) =>
        TimeSpan.FromTicks(Math.Min(micros, TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond) * TimeSpan.TicksPerMicrosecond);

    private Dictionary<string, StringSyntax> BindOptions(CreateStreamSyntax stream)
    {
        var options = new Dictionary<string, StringSyntax>(StringComparer.OrdinalIgnoreCase);
        foreach (var option in stream.Options)
        {
            if (!OptionNames.Contains(option.Name.Text, StringComparer.OrdinalIgnoreCase))
            {
                diagnostics.Add("SN2006", option.Name.Span, $"a stream has no option {option.Name.Text}",
                    Spelling.Advice(option.Name.Text, OptionNames, $"the options are {string.Join(", ", OptionNames)}"));
            }
            else if (!options.TryAdd(option.Name.Text, option.Value))
            {
                diagnostics.Add("SN2006", option.Name.Span, $"the option {option.Name.Text} is given twice", "remove one of them");
            }
            else if (Same(option.Name.Text, "stream") && option.Value.Value.Length == 0)
            {
                diagnostics.Add(
                    "SN2007", option.Value.Span, "the stream's name in the log is empty", "leave the option out where it is the same name");
            }
        }

        return options;
    }

    private bool CheckZone(StringSyntax zone)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone.Value, out _))
        {
            return true;
        }

        diagnostics.Add(
            "SN2007", zone.Span, $"there is no time zone '{zone.Value}'", "give an IANA name, such as 'Europe/Stockholm' or 'UTC'");
        return false;
    }

    private RecordFormat BindFormat(Dictionary<string, StringSyntax> options, string name, RecordFormat otherwise)
    {
        if (!options.TryGetValue(name, out var format))
        {
            return otherwise;
        }

        if (Same(format.Value, "json"))
        {
            return RecordFormat.Json;
        }

        if (!Same(format.Value, "csv"))
        {
            diagnostics.Add(
                "SN2007",
                format.Span,
                $"there is no format '{format.Value}'",
                Spelling.Advice(format.Value, ["json", "csv"], "the formats are json and csv"));
        }

        return RecordFormat.Csv;
    }

    private TimeSpan? BindDuration(Dictionary<string, StringSyntax> options, string name, TimeSpan otherwise, bool mayBeNone)
    {
        if (!options.TryGetValue(name, out var option))
        {
            return otherwise;
        }

        if (mayBeNone && Same(option.Value, "none"))
        {
            return null;
        }

        if (IntervalText.TryParse(option.Value, out _, out _, out var micros) && (micros > 0 || !mayBeNone))
        {
            return FromMicros(micros);
        }

        diagnostics.Add(
            "SN2007",
            option.Span,
            $"'{option.Value}' is no length of time for {name}",
            mayBeNone ? "write '30 s', or 'none' to switch it off" : "write '5 min'");
        return otherwise;
    }

    private CsvOptions BindCsv(Dictionary<string, StringSyntax> options, RecordFormat format)
    {
        var csv = new CsvOptions(Nulls: options.TryGetValue("nulls", out var nulls) ? nulls.Value : null);
        foreach (var name in (string[])["header", "delimiter"])
        {
            if (format != RecordFormat.Csv && options.TryGetValue(name, out var option))
            {
                diagnostics.Add("SN2007", option.Span, $"{name} is for CSV", "remove it, or set format = 'csv' or files = 'csv'");
            }
        }

        if (options.TryGetValue("header", out var header))
        {
            if (!bool.TryParse(header.Value, out var hasHeader))
            {
                diagnostics.Add("SN2007", header.Span, $"header is '{header.Value}'", "write 'true' or 'false'");
            }

            csv = csv with { HasHeader = hasHeader };
        }

        if (options.TryGetValue("delimiter", out var delimiter))
        {
            var character = delimiter.Value == "\\t" ? "\t" : delimiter.Value;
            if (character.Length != 1 || character[0] is '"' or '\r' or '\n' or >= '\x80')
            {
                diagnostics.Add(
                    "SN2007",
                    delimiter.Span,
                    $"the delimiter '{delimiter.Value}' is not taken",
                    "give one ASCII character, such as ';', or '\\t' for a tab");
            }
            else
            {
                csv = csv with { Delimiter = character[0] };
            }
        }

        return csv;
    }

    private int BindEventTime(CreateStreamSyntax stream, List<StreamColumn> columns)
    {
        if (stream.Watermark is not { } watermark)
        {
            return -1;
        }

        var index = columns.FindIndex(column => Same(column.Field.Name, watermark.Column.Text));
        if (index < 0)
        {
            diagnostics.Add("SN2023", watermark.Column.Span, $"there is no column {watermark.Column.Text} for the watermark",
                Spelling.Advice(watermark.Column.Text, columns.Select(column => column.Field.Name), "declare it as TIMESTAMP"));
        }
        else if (columns[index].Field.Type != TypeKind.Timestamp)
        {
            diagnostics.Add(
                "SN2023",
                watermark.Column.Span,
                $"{watermark.Column.Text} is {CanonicalText.Type(columns[index].Field.Type)}, the event time is a TIMESTAMP",
                "declare the column as TIMESTAMP, with EPOCH 'seconds' where it is a number");
            return -1;
        }

        return index;
    }

    private StreamColumn BindColumn(StreamColumnSyntax column, WatermarkSyntax? watermark, string? streamZone)
    {
        // A record without its event time is rejected, so whoever reads the column never meets a null.
        var isEventTime = watermark is not null && Same(watermark.Column.Text, column.Name.Text);
        var isNullable = !column.IsNotNull && !isEventTime;
        var field = new Field(column.Name.Text, column.Type.Kind, isNullable, column.Unit?.Value, column.Comment?.Value);
        IReadOnlyList<string> spellings = column.Spellings.Count == 0
            ? [column.Name.Text]
            : [.. column.Spellings.Select(spelling => spelling.Value)];
        foreach (var spelling in column.Spellings.Where(spelling => spelling.Value.Split('.').Contains("")))
        {
            diagnostics.Add(
                "SN2007",
                spelling.Span,
                $"the spelling '{spelling.Value}' has an empty part",
                "write the member's name, with dots between objects: 'location.latitude'");
        }

        return new(field, spellings, BindTime(column, streamZone), null, null, column.Span);
    }

    private TimestampFormat? BindTime(StreamColumnSyntax column, string? streamZone)
    {
        if (column.Type.Kind != TypeKind.Timestamp)
        {
            if ((column.Epoch ?? column.Zone) is { } option)
            {
                diagnostics.Add(
                    "SN2007",
                    option.Span,
                    $"{(column.Epoch is null ? "ZONE" : "EPOCH")} is for a TIMESTAMP",
                    $"remove it, or declare {column.Name.Text} as TIMESTAMP");
            }

            return null;
        }

        var kind = TimestampKind.Text;
        if (column.Epoch is { } epoch)
        {
            kind = epoch.Value.ToLowerInvariant() switch
            {
                "seconds" => TimestampKind.EpochSeconds,
                "milliseconds" => TimestampKind.EpochMilliseconds,
                "microseconds" => TimestampKind.EpochMicroseconds,
                _ => TimestampKind.Text,
            };
            if (kind == TimestampKind.Text)
            {
                string[] units = ["seconds", "milliseconds", "microseconds"];
                diagnostics.Add(
                    "SN2007",
                    epoch.Span,
                    $"there is no epoch unit '{epoch.Value}'",
                    Spelling.Advice(epoch.Value, units, "write 'seconds', 'milliseconds' or 'microseconds'"));
            }
        }

        return new(kind, column.Zone is { } zone && CheckZone(zone) ? zone.Value : streamZone);
    }

    private StreamColumn BindCheck(StreamDefinition definition, StreamColumn column, ExpressionSyntax? check)
    {
        if (check is null)
        {
            return column;
        }

        var source = new SourceNode(definition, [], definition.Span);
        var declared = Relation.Of(source, -1).Columns.Take(definition.Columns.Count).ToList();
        var bound = new ExpressionBinder(new(source, declared, -1), null, functions, diagnostics).BindCondition(check, "CHECK");
        return column with { Check = bound, CheckText = CanonicalText.Expression(check) };
    }
}
