using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sensorium.Lake.Delta;

namespace Sensorium.Web.Console;

/// <summary>What a client asks of the lake: the body of <c>POST /query</c> and <c>POST /query/export</c>.</summary>
/// <param name="Limit">The most rows it wants; null for as many as it may have.</param>
/// <param name="Format">Of an export; null where none is named.</param>
internal sealed record Question(string Sql, AsOf AsOf, long? Limit, string? Format)
{
    private const long MaxBytes = 1 << 20;

    /// <exception cref="Endpoints.RefusalException">400: SN6031.</exception>
    internal static async Task<Question> Read(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBytes;
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            var question = body.RootElement;
            return question.ValueKind == JsonValueKind.Object
                ? new(SqlOf(question), VersionOf(question), LimitOf(question), Text(question, "format"))
                : throw WebErrors.NoQuestion("it is no JSON object.");
        }
        catch (JsonException error)
        {
            throw WebErrors.NoQuestion($"it is no valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).");
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw WebErrors.NoQuestion($"it is over the limit of {MaxBytes} bytes.");
        }
    }

    private static string SqlOf(JsonElement question) =>
        Text(question, "sql") is { } sql && !string.IsNullOrWhiteSpace(sql) ? sql : throw WebErrors.NoQuestion("it has no sql.");

    private static AsOf VersionOf(JsonElement question) =>
        Text(question, "asOf") is not { } text ? AsOf.Newest
        : AsOf.TryParse(text, out var asOf) ? asOf
        : throw WebErrors.NoQuestion($"asOf '{WebErrors.Shortened(text)}' is neither a version nor a time such as 2026-05-04T12:00:00Z.");

    private static long? LimitOf(JsonElement question) =>
        !question.TryGetProperty("limit", out var limit) || limit.ValueKind == JsonValueKind.Null ? null
        : limit.ValueKind == JsonValueKind.Number && limit.TryGetInt64(out var rows) && rows > 0 ? rows
        : throw WebErrors.NoQuestion("limit is no whole number above 0.");

    /// <summary>A member that is text, or a number where a version is; null where it is missing, null or empty.</summary>
    private static string? Text(JsonElement question, string name) =>
        !question.TryGetProperty(name, out var member) ? null : member.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => member.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => member.GetRawText(),
            _ => throw WebErrors.NoQuestion($"{name} is no text."),
        };
}
