using System.Globalization;
using Sensorium.Core;
using Sensorium.Core.Tables;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;
using Sensorium.Web.Live;

namespace Sensorium.Web.Pages;

/// <summary>A panel's query as it is run: over a span, bounded in rows and time. One run at a time.</summary>
internal sealed class PanelQuery(PanelDefinition definition)
{
    /// <summary>Rows of an answer; of what has a time, the newest.</summary>
    internal const int MostRows = 2000;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    private IReadOnlyList<string>? _tables;
    private (Schema Schema, string Sql)? _shaped;

    internal PanelDefinition Definition => definition;

    /// <summary>Full names of the tables that the query may mean.</summary>
    internal async ValueTask<IReadOnlyList<string>> Tables(LakeCatalog catalog, CancellationToken cancellation) =>
        _tables is { Count: > 0 } ? _tables : _tables = await catalog.Named(definition.Sql, cancellation);

    /// <summary>Runs the query over committed rows and, without <paramref name="until"/>, those of the running pipelines.</summary>
    /// <param name="until">The moment to look at; null for now.</param>
    internal async Task<PanelRows> Run(
        CityLake lake, TimeSpan span, EventTime now, EventTime? until, TimeProvider time, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            // Tails first: a version of the table read after them has all that they lack.
            IReadOnlyList<TableTail> tails = until is null ? lake.Tails() : [];
            var names = await Tables(lake.Views.Catalog, either.Token);
            using var view = await lake.Views.Look(names, tails, (until ?? now).Minus(span), until, either.Token);
            return Read(view, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return PanelRows.Of(
                new SensoriumException(
                    "SN6052",
                    $"the panel {definition.Name} took longer than {_longest.TotalSeconds} seconds.",
                    "make its query lighter: fewer rows, or a table that is aggregated further."));
        }
        catch (DuckDbException error)
        {
            // The tables may have changed since; the next run looks anew.
            (_tables, _shaped) = (null, null);
            return PanelRows.Of(
                new SensoriumException(
                    "SN6053",
                    $"the panel {definition.Name} cannot be shown: {PanelErrors.FirstLine(error.Message)}",
                    "try its query with `sensorium query`; a table that is new may need a moment."));
        }
        catch (SensoriumException error)
        {
            (_tables, _shaped) = (null, null);
            return PanelRows.Of(error);
        }
    }

    private PanelRows Read(LakeView view, CancellationToken cancellation)
    {
        var (schema, sql) = _shaped ??= Shape(view, cancellation);
        var rows = new List<byte[]>();
        var text = new RowJson(schema);
        var isTruncated = false;
        using (var result = view.Read(sql, cancellation))
        {
            foreach (var batch in result.Batches())
            {
                for (var row = 0; row < batch.Count && !(isTruncated = rows.Count == MostRows); row++)
                {
                    rows.Add(text.Render(batch, row));
                }
            }
        }

        if (IsOrdered(schema))
        {
            rows.Reverse();
        }

        return PanelRows.Of(json =>
        {
            json.WriteStartArray("columns");
            foreach (var field in schema.Fields)
            {
                json.WriteStartObject();
                json.WriteString("name", field.Name);
                json.WriteString("type", field.Type.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var row in rows)
            {
                json.WriteRawValue(row, skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteBoolean("truncated", isTruncated);
        });
    }

    /// <summary>
    /// The columns of the query, and the query with its bounds: what is drawn over time comes by time, the newest rows of it.
    /// </summary>
    private (Schema Schema, string Sql) Shape(LakeView view, CancellationToken cancellation)
    {
        var body = definition.Sql.Trim().TrimEnd(';');
        Schema schema;
        using (var result = view.Read($"SELECT * FROM (\n{body}\n) LIMIT 0", cancellation))
        {
            schema = result.Schema;
        }

        var names = Enumerable.Range(0, schema.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"c{i}")).ToList();
        var texts = names.Where((_, i) => schema[i].Type == TypeKind.Varchar).Select(name => $", {name} DESC");
        var order = IsOrdered(schema) ? $" ORDER BY {names[TimeOf(schema)]} DESC{string.Concat(texts)}" : "";
        return (schema, $"SELECT * FROM (\n{body}\n) AS panel({string.Join(", ", names)}){order} LIMIT {MostRows + 1}");
    }

    private bool IsOrdered(Schema schema) => definition.Kind is PanelKind.Tile or PanelKind.Series && TimeOf(schema) >= 0;

    private static int TimeOf(Schema schema)
    {
        for (var i = 0; i < schema.Count; i++)
        {
            if (schema[i].Type == TypeKind.Timestamp)
            {
                return i;
            }
        }

        return -1;
    }
}
