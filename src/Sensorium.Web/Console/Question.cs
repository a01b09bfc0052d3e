using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sensorium.Lake.Delta;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Console;

/// <summary>What a client asks of the lake: the body of <c>POST /query</c> and <c>POST /query/export</c>.</summary>
/// <param name="Limit">The most rows it wants; null for as many as it may have.</param>
/// <param name="Format">Of an export; null where none is named.</param>
internal sealed record Question(string Sql, AsOf AsOf, long? Limit, string? Format)
{
    private const int MostBytes = 1 << 20;

    /// <exception cref="RefusalException">400: SN6031.</exception>
    internal static async Task<Question> Read(HttpContext context)
    {
        var question = await JsonBody.Read(context, reason => WebErrors.NoQuestion($"{reason}."), MostBytes);
        return new(SqlOf(question), VersionOf(question), LimitOf(question), Text(question, "format"));
    }

    private static string SqlOf(JsonObject question) =>
        Text(question, "sql") is { } sql && !string.IsNullOrWhiteSpace(sql) ? sql : throw WebErrors.NoQuestion("it has no sql.");

    private static AsOf VersionOf(JsonObject question) =>
        Text(question, "asOf") is not { } text ? AsOf.Newest
        : AsOf.TryParse(text, out var asOf) ? asOf
        : throw WebErrors.NoQuestion($"asOf '{WebErrors.Shortened(text)}' is neither a version nor a time such as 2026-05-04T12:00:00Z.");

    private static long? LimitOf(JsonObject question) =>
        question["limit"] is not { } limit ? null
        : limit is JsonValue value && value.TryGetValue<long>(out var rows) && rows > 0 ? rows
        : throw WebErrors.NoQuestion("limit is no whole number above 0.");

    /// <summary>A member that is text, or a number where a version is; null where it is missing, null or empty.</summary>
    private static string? Text(JsonObject question, string name) => question[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text.Length > 0 ? text : null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.ToJsonString(),
        _ => throw WebErrors.NoQuestion($"{name} is no text."),
    };
}
