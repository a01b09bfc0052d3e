using System.Text;
using Sensorium.Core;
using Sensorium.Sql;
using Sensorium.Sql.Syntax;

namespace Sensorium.Scaffold;

/// <summary>The SQL of a new city, in its canonical form.</summary>
internal static class CitySql
{
    private const int CommentWidth = 118;
    private const int MostMeasures = 4;

    /// <summary>In quotes, which the formatter takes off where they are not needed.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''")}'";

    /// <summary>A CREATE STREAM, with what was found, guessed and measured above it.</summary>
    public static string Stream(InferredStream stream)
    {
        var sql = new StringBuilder();
        foreach (var note in stream.Notes)
        {
            Comment(sql, note);
        }

        sql.AppendLine($"CREATE STREAM {Name(stream.Name)} (");
        for (var i = 0; i < stream.Columns.Count; i++)
        {
            var column = stream.Columns[i];
            var isLast = i == stream.Columns.Count - 1 && stream.Time is null;
            sql.AppendLine(
                $"  {Column(column)}{(isLast ? "" : ",")}{(column.Note is null ? "" : $" -- {column.Note.ReplaceLineEndings(" ")}")}");
        }

        if (stream.Time is not null)
        {
            sql.AppendLine($"  WATERMARK FOR event_time AS event_time - {SpanText.Interval(stream.Delay)}");
        }

        sql.AppendLine($") COMMENT {Text(stream.Comment)} WITH ({string.Join(", ", Options(stream))});");
        return sql.ToString();
    }

    /// <summary>The first table: what each device did in each window.</summary>
    public static string Table(InferredStream stream, string table, Window window)
    {
        var keys = stream.Device is { } device ? $", {Name(device.Name)}" : "";
        var sql = new StringBuilder();
        sql.AppendLine(
            $"CREATE TABLE {Name(table)} COMMENT "
                + $"{Text($"{stream.Name} by {window.Name.Replace('_', ' ')}{(stream.Device is { } by ? $" and {by.Name}" : "")}")} AS "
                    + $"SELECT window_start{keys}, count(*) AS readings");
        foreach (var measure in stream.Measures.Take(MostMeasures))
        {
            sql.Append(
                $", avg({Name(measure.Name)}) AS {Name("mean_" + measure.Name)}, min({Name(measure.Name)}) AS "
                    + $"{Name("low_" + measure.Name)}, max({Name(measure.Name)}) AS {Name("high_" + measure.Name)}");
        }

        sql.AppendLine(
            $" FROM TUMBLE(TABLE {Name(stream.Name)}, DESCRIPTOR(event_time), "
                + $"{SpanText.Interval(window.Size)}{(window.Zone is null ? "" : $" TIME ZONE {Text(window.Zone)}")})");
        sql.AppendLine($"GROUP BY window_start, window_end{keys};");
        return sql.ToString();
    }

    /// <summary>A table of the records as they are, which needs no time and waits for none.</summary>
    public static string Rows(InferredStream stream, string table, string note)
    {
        var sql = new StringBuilder();
        Comment(sql, note);
        sql.AppendLine(
            $"CREATE TABLE {Name(table)} COMMENT {Text($"Every record of {stream.Name}")} AS SELECT "
                + $"{string.Join(", ", stream.Columns.Select(column => Name(column.Name)))} FROM {Name(stream.Name)};");
        return sql.ToString();
    }

    /// <exception cref="InvalidOperationException">It is no SQL: a fault of the writer.</exception>
    public static string Format(string sql)
    {
        var (text, diagnostics) = SqlFormatter.Format(new("new.sql", sql));
        return text ?? throw new InvalidOperationException(string.Join("; ", diagnostics));
    }

    /// <summary>Comment lines of a width that reads well; what begins with a space keeps its line.</summary>
    public static void Comment(StringBuilder sql, string text)
    {
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = new StringBuilder("--");
            foreach (var word in paragraph.Split(' '))
            {
                if (line.Length + 1 + word.Length > CommentWidth && line.Length > 2 && !paragraph.StartsWith(' '))
                {
                    sql.AppendLine(line.ToString());
                    line = new("-- ");
                }

                line.Append(' ').Append(word);
            }

            sql.AppendLine(line.ToString().TrimEnd());
        }
    }

    private static string Column(InferredColumn column)
    {
        var sql = new StringBuilder($"{Name(column.Name)} {Type(column.Type)}");
        if (column.Spellings is not [var only] || only != column.Name)
        {
            sql.Append(
                column.Spellings.Count == 1
                    ? $" FROM {Text(column.Spellings[0])}"
                    : $" FROM ({string.Join(", ", column.Spellings.Select(Text))})");
        }

        sql.Append(column.Unit is null ? "" : $" UNIT {Text(column.Unit)}");
        sql.Append(column.Epoch is null ? "" : $" EPOCH {Text(column.Epoch)}");
        sql.Append(column.IsNotNull ? " NOT NULL" : "");
        sql.Append(column.Check is null ? "" : $" CHECK ({column.Check})");
        return sql.ToString();
    }

    private static IEnumerable<string> Options(InferredStream stream)
    {
        if (stream.PhysicalName != stream.Name)
        {
            yield return $"stream = {Text(stream.PhysicalName)}";
        }

        yield return "format = 'json'";
        if (stream.Csv is { } csv)
        {
            yield return "files = 'csv'";
            if (csv.Delimiter != ',')
            {
                yield return $"delimiter = {Text(csv.Delimiter == '\t' ? "\\t" : csv.Delimiter.ToString())}";
            }

            if (csv.Names is not null)
            {
                yield return "header = 'false'";
            }
        }

        if (stream.Zone is not null)
        {
            yield return $"zone = {Text(stream.Zone)}";
        }

        if (stream.Nulls is not null)
        {
            yield return $"nulls = {Text(stream.Nulls)}";
        }

        if (stream.Idle is { } idle)
        {
            yield return $"idle = {Text($"{idle.TotalSeconds:0} s")}";
        }
    }

    private static string Type(TypeKind type) => type switch
    {
        TypeKind.Integer => "INT",
        _ => type.ToString().ToUpperInvariant(),
    };
}
