using Sensorium.Core;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql.Ast;

namespace Sensorium.Pipelines.Sql;

internal sealed partial class Binder
{
    private static readonly string[] StreamOptions = ["stream", "format", "idle", "ahead", "zone", "header", "delimiter", "nulls"];

    private StreamDefinition BindStream(CreateStreamSyntax statement)
    {
        var options = new Dictionary<string, StringSyntax>(StringComparer.OrdinalIgnoreCase);
        foreach (var option in statement.Options)
        {
            if (!StreamOptions.Contains(option.Name.Text, StringComparer.OrdinalIgnoreCase))
            {
                throw new BindingException("SN2118", option.Name.Span, $"A stream has no option {option.Name.Text}.", Spelling.Advice(option.Name.Text, StreamOptions, $"Use one of {string.Join(", ", StreamOptions)}."));
            }

            options[option.Name.Text] = option.Value;
        }

        var format = options.GetValueOrDefault("format")?.Value.ToLowerInvariant() switch
        {
            null or "json" => RecordFormat.Json,
            "csv" => RecordFormat.Csv,
            _ => throw new BindingException("SN2118", options["format"].Span, "The format is json or csv.", "Write format = 'json' or format = 'csv'."),
        };
        var delimiter = options.GetValueOrDefault("delimiter")?.Value ?? ",";
        var csv = new CsvOptions(
            !string.Equals(options.GetValueOrDefault("header")?.Value, "false", StringComparison.OrdinalIgnoreCase),
            delimiter is [var single] ? single : throw new BindingException("SN2118", options["delimiter"].Span, "The delimiter is one character.", "For example delimiter = ';'."),
            options.GetValueOrDefault("nulls")?.Value);
        var zone = options.GetValueOrDefault("zone");
        var declared = statement.Columns.Select(column => new StreamColumn(
            new(column.Name.Text, column.Type.Kind, !column.IsNotNull, column.Unit?.Value, column.Comment?.Value),
            column.Spellings.Count == 0 ? [column.Name.Text] : [.. column.Spellings.Select(spelling => spelling.Value)],
            column.Type.Kind == TypeKind.Timestamp ? new(KindOf(column.Epoch), ZoneOf(column.Zone ?? zone)) : null,
            null,
            null,
            column.Span)).ToList();
        var twice = declared.GroupBy(column => column.Field.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new BindingException("SN2119", twice.Last().Span, $"Column {twice.Key} is declared twice.", "Give one of the two another name.");
        }

        var eventTime = -1;
        if (statement.Watermark is { } watermark)
        {
            eventTime = declared.FindIndex(column => column.Field.Name.Equals(watermark.Column.Text, StringComparison.OrdinalIgnoreCase));
            if (eventTime < 0 || declared[eventTime].Field.Type != TypeKind.Timestamp)
            {
                throw new BindingException("SN2102", watermark.Column.Span, $"The stream has no TIMESTAMP column {watermark.Column.Text}.", Spelling.Advice(watermark.Column.Text, declared.Select(column => column.Field.Name), "Name a column of type TIMESTAMP."));
            }
        }

        var stream = new StreamDefinition(
            statement.Name.Text,
            options.GetValueOrDefault("stream")?.Value ?? statement.Name.Text,
            format,
            declared,
            eventTime,
            statement.Watermark?.Delay is { } delay ? Span(delay) : TimeSpan.Zero,
            DurationOf(options.GetValueOrDefault("idle"), TimeSpan.FromSeconds(30)),
            DurationOf(options.GetValueOrDefault("ahead"), TimeSpan.FromMinutes(5)) ?? TimeSpan.MaxValue,
            csv,
            statement.Comment?.Value,
            statement.Name.Span);
        var relation = new BoundRelation(new SourceNode(stream, [], statement.Span), stream.Name, eventTime, declared.Count, null);
        return stream with
        {
            Columns = [.. declared.Zip(statement.Columns, (column, syntax) => syntax.Check is null
                ? column
                : column with { Check = BindCondition(syntax.Check, relation), CheckText = SyntaxText.Of(syntax.Check) })],
        };
    }

    private static TimestampKind KindOf(StringSyntax? epoch) => epoch?.Value.ToLowerInvariant() switch
    {
        null => TimestampKind.Text,
        "seconds" or "s" => TimestampKind.EpochSeconds,
        "milliseconds" or "ms" => TimestampKind.EpochMilliseconds,
        "microseconds" or "us" => TimestampKind.EpochMicroseconds,
        _ => throw new BindingException("SN2118", epoch.Span, $"'{epoch.Value}' is no unit of an epoch.", "Use 'seconds', 'milliseconds' or 'microseconds'."),
    };

    private static string? ZoneOf(StringSyntax? zone) => zone is null || NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone.Value) is not null
        ? zone?.Value
        : throw new BindingException("SN2117", zone.Span, $"There is no time zone {zone.Value}.", "Use an IANA name such as 'Europe/Stockholm'.");

    private static TimeSpan? DurationOf(StringSyntax? text, TimeSpan otherwise)
    {
        if (text is null || text.Value.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            return text is null ? otherwise : null;
        }

        var digits = text.Value.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text.Value[digits..].Trim().ToLowerInvariant().TrimEnd('s') switch
        {
            "m" when text.Value.EndsWith("ms", StringComparison.OrdinalIgnoreCase) => TimeSpan.FromMilliseconds(1),
            "" or "sec" or "second" => TimeSpan.FromSeconds(1),
            "min" or "minute" => TimeSpan.FromMinutes(1),
            "h" or "hour" => TimeSpan.FromHours(1),
            "d" or "day" => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        return digits > 0 && digits < 10 && unit > TimeSpan.Zero
            ? unit * int.Parse(text.Value[..digits])
            : throw new BindingException("SN2118", text.Span, $"'{text.Value}' is no length of time.", "For example '30 s', '5 min' or 'none'.");
    }
}
