using System.Text;
using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Lake.Query;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Console;

/// <summary>
/// <c>POST /query/export</c>: the rows of one SELECT as a file. CSV and JSON are sent while the rows come; Parquet, whose end tells what is
/// in it, once it is whole. An export is whole or it is broken off: never a file that silently lacks rows.
/// </summary>
/// <param name="ended">The city ends.</param>
internal sealed class ExportEndpoint(LakeQueries queries, QuerySlots places, CancellationToken ended)
{
    private const int BufferBytes = 64 * 1024;

    internal async Task Post(HttpContext context)
    {
        var question = await Question.Read(context);
        var (type, mode) = question.Format switch
        {
            "csv" => ("text/csv; charset=utf-8", QueryMode.Rows),
            "json" => ("application/json", QueryMode.Rows),
            "parquet" => ("application/vnd.apache.parquet", QueryMode.Parquet),
            _ => throw WebErrors.NoQuestion("format is none of csv, json, parquet."),
        };
        var query = new LakeQuery(question.Sql) { AsOf = question.AsOf, Mode = mode, Rows = question.Limit };
        try
        {
            await using var session = await QuerySession.Open(queries, places, query, context, ended);
            await (mode == QueryMode.Parquet
                ? SendParquet(context, session, type)
                : SendText(context, session, type, question.Format == "csv"));
        }
        catch (SensoriumException) when (context.Response.HasStarted)
        {
            // The status is gone, so that the connection has to tell.
            context.Abort();
        }
        catch (SensoriumException error)
        {
            context.Response.Headers.ContentDisposition = default;
            throw new RefusalException(StatusCodes.Status400BadRequest, error);
        }
    }

    private static async Task SendParquet(HttpContext context, QuerySession session, string type)
    {
        await foreach (var _ in session.Answer.Lines(session.End))
        {
            // It has none; this waits for the end.
        }

        await using var file = File.OpenRead(session.Answer.ParquetPath);
        Announce(context.Response, type, "parquet");
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, session.End);
    }

    private static async Task SendText(HttpContext context, QuerySession session, string type, bool isCsv)
    {
        Announce(context.Response, type, isCsv ? "csv" : "json");

        // Not disposed: what it still holds of an export that breaks off is not sent.
        var output = new StreamWriter(context.Response.Body, new UTF8Encoding(false), BufferBytes, leaveOpen: true);
        await (isCsv
            ? AnswerText.WriteCsv(session.Answer, output, session.End)
            : AnswerText.WriteJson(session.Answer, output, session.End));
        if (session.Answer.IsTruncated)
        {
            throw WebErrors.TooManyRows(session.Answer.RowCount);
        }

        await output.FlushAsync(session.End);
    }

    private static void Announce(HttpResponse response, string type, string extension)
    {
        response.ContentType = type;
        response.Headers.ContentDisposition = $"attachment; filename=\"answer.{extension}\"";
    }
}
