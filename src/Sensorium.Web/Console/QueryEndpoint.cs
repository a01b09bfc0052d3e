using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Lake.Query;

namespace Sensorium.Web.Console;

/// <summary>
/// <c>POST /query</c>: one SELECT over the lake, its rows as lines of JSON while they come. A client that goes ends its query.
/// <code>
/// {"columns": [{"name", "type"}, …], "stale": "why the newest rows may be missing" | null}
/// [value, …]                                                                        a row, as often as there are rows
/// {"end": {"rows", "truncated", "files", "bytes", "tableBytes", "milliseconds"}}    or {"error": {"code", "message", "fix"}}
/// </code>
/// </summary>
/// <param name="ended">The city ends.</param>
internal sealed class QueryEndpoint(LakeQueries queries, QuerySlots places, CancellationToken ended)
{
    private const int FlushedBytes = 32 * 1024;

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal async Task Post(HttpContext context)
    {
        var clock = Stopwatch.GetTimestamp();
        var question = await Question.Read(context);
        var query = new LakeQuery(question.Sql) { AsOf = question.AsOf, Mode = QueryMode.Values, Rows = question.Limit };
        var output = context.Response.BodyWriter;
        context.Response.ContentType = "application/x-ndjson";
        try
        {
            await using var session = await QuerySession.Open(queries, places, query, context, ended);
            await Send(session, output);
            Line(output, json => WriteEnd(json, session.Answer, Stopwatch.GetElapsedTime(clock)));
        }
        catch (SensoriumException error)
        {
            // Also a query that fails at once: whoever reads the last line knows, whenever it fails.
            Line(output, json => WriteError(json, error));
        }

        await output.FlushAsync(context.RequestAborted);
    }

    private static async Task Send(QuerySession session, PipeWriter output)
    {
        Line(output, json => WriteColumns(json, session.Answer));
        await output.FlushAsync(session.End);
        await foreach (var row in session.Answer.Lines(session.End))
        {
            output.Write(row.Span);
            output.Write("\n"u8);
            if (output.UnflushedBytes > FlushedBytes)
            {
                await output.FlushAsync(session.End);
            }
        }
    }

    private static void WriteColumns(Utf8JsonWriter json, QueryAnswer answer)
    {
        json.WriteStartArray("columns");
        foreach (var column in answer.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("stale", answer.StaleBecause);
    }

    private static void WriteEnd(Utf8JsonWriter json, QueryAnswer answer, TimeSpan elapsed)
    {
        json.WriteStartObject("end");
        json.WriteNumber("rows", answer.RowCount);
        json.WriteBoolean("truncated", answer.IsTruncated);
        json.WriteNumber("files", answer.Sources.Paths.Count);
        if (answer.BytesRead is { } bytes)
        {
            json.WriteNumber("bytes", bytes);
        }
        else
        {
            json.WriteNull("bytes");
        }

        json.WriteNumber("tableBytes", answer.Sources.Bytes);
        json.WriteNumber("milliseconds", (long)elapsed.TotalMilliseconds);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, SensoriumException error)
    {
        json.WriteStartObject("error");
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        json.WriteString("fix", error.Fix);
        if (error.Place is { } place)
        {
            json.WriteNumber("line", place.Line);
            json.WriteNumber("column", place.Column);
        }

        json.WriteEndObject();
    }

    private static void Line(PipeWriter output, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(output, _json))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
