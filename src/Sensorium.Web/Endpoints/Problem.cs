using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Endpoints;

/// <summary>Answers with <c>application/problem+json</c>: status, code, message and fix, as every error of Sensorium has them.</summary>
internal static class Problem
{
    // Every answer is nosniff, so none is ever taken for HTML.
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="more">Writes further members.</param>
    internal static async Task Write(HttpContext context, RefusalException refusal, Action<Utf8JsonWriter>? more = null)
    {
        var body = Body(refusal, more);
        var response = context.Response;
        response.StatusCode = refusal.Status;
        response.ContentType = "application/problem+json";
        response.ContentLength = body.Length;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.Connection = "close"; // There are too many: this one makes room.
        }

        if (refusal.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    internal static ReadOnlyMemory<byte> Body(RefusalException refusal, Action<Utf8JsonWriter>? more = null)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(body, _readable);
        json.WriteStartObject();
        json.WriteNumber("status", refusal.Status);
        json.WriteString("code", refusal.Error.Code);
        json.WriteString("message", refusal.Error.Message);
        json.WriteString("fix", refusal.Error.Fix);
        if (refusal.Error.Place is { } place)
        {
            json.WriteNumber("line", place.Line);
            json.WriteNumber("column", place.Column);
        }

        more?.Invoke(json);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }
}
