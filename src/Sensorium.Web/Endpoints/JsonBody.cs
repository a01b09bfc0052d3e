using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sensorium.Web.Connections;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Endpoints;

/// <summary>The JSON object that a page sends with a change.</summary>
internal static class JsonBody
{
    private const int MostBytes = 16 << 10;

    private static readonly JsonDocumentOptions _options = new() { AllowDuplicateProperties = false };

    /// <exception cref="RefusalException">400: it is too large, or no JSON object.</exception>
    internal static async Task<JsonObject> Read(HttpContext context)
    {
        var body = new byte[MostBytes + 1];
        var connection = OpenConnection.Of(context);
        connection?.BeginBody();
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        connection?.EndBody();
        if (length > MostBytes)
        {
            throw PageErrors.WrongBody($"it has more than {MostBytes} bytes");
        }

        try
        {
            return JsonNode.Parse(body.AsSpan(0, length), documentOptions: _options) as JsonObject ?? throw PageErrors.WrongBody("it is no object");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw PageErrors.WrongBody("it is not JSON");
        }
    }

    /// <summary>A text member; null where it is missing or null.</summary>
    /// <exception cref="RefusalException">400: it is something else, or longer than <paramref name="longest"/>.</exception>
    internal static string? Text(JsonObject body, string name, int longest) => body[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text && text.Length <= longest => text,
        _ => throw PageErrors.WrongBody($"{name} is no text of at most {longest} characters"),
    };

    /// <summary>A number member; null where it is missing or null.</summary>
    /// <exception cref="RefusalException">400: it is something else.</exception>
    internal static double? Number(JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number) && double.IsFinite(number) => number,
        _ => throw PageErrors.WrongBody($"{name} is no number"),
    };
}
