using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sensorium.Web.Connections;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Endpoints;

/// <summary>
/// The JSON object that a client sends with a change, a login or a question. It is checked as a whole: a member that stands twice, and text
/// that is no Unicode, are refused here, so that whoever reads a member meets neither.
/// </summary>
internal static class JsonBody
{
    /// <summary>In bytes, of what says nothing else.</summary>
    internal const int MostBytes = 16 << 10;

    private static readonly JsonDocumentOptions _options = new() { AllowDuplicateProperties = false };

    /// <param name="broken">The refusal for a reason; null for that of a page's changes.</param>
    /// <exception cref="RefusalException">It is too large, or no JSON object.</exception>
    internal static async Task<JsonObject> Read(
        HttpContext context, Func<string, RefusalException>? broken = null, int mostBytes = MostBytes)
    {
        broken ??= PageErrors.WrongBody;
        var body = await ReadBytes(context, mostBytes);
        if (body.Length > mostBytes)
        {
            throw broken($"it has more than {mostBytes} bytes");
        }

        try
        {
            RequireText(body.Span);
            return JsonNode.Parse(body.Span, documentOptions: _options) as JsonObject ?? throw broken("it is no JSON object");
        }
        catch (JsonException error)
        {
            throw broken(
                $"it is not JSON with each member once (line {(error.LineNumber ?? 0) + 1}, byte {(error.BytePositionInLine ?? 0) + 1})");
        }
        catch (InvalidOperationException)
        {
            throw broken("it has text that is no Unicode");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytes(HttpContext context, int mostBytes)
    {
        var connection = OpenConnection.Of(context);
        connection?.BeginBody();
        try
        {
            var body = new byte[Math.Min(mostBytes, MostBytes) + 1];
            var length = 0;
            while (await context.Request.Body.ReadAsync(body.AsMemory(length), context.RequestAborted) is > 0 and var read)
            {
                length += read;
                if (length == body.Length)
                {
                    if (length > mostBytes)
                    {
                        break;
                    }

                    Array.Resize(ref body, (int)Math.Min(mostBytes + 1L, 2L * length));
                }
            }

            return body.AsMemory(0, length);
        }
        catch (IOException error) when (error is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            // Kestrel has no better name for chunks of impossible sizes.
            throw WebErrors.BrokenRequest(StatusCodes.Status400BadRequest, error.Message);
        }
        finally
        {
            connection?.EndBody();
        }
    }

    /// <exception cref="InvalidOperationException">Some text is half a surrogate pair, or not UTF-8.</exception>
    private static void RequireText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                reader.GetString();
            }
        }
    }

    /// <summary>A text member; null where it is missing or null.</summary>
    /// <exception cref="RefusalException">400: it is something else, or longer than <paramref name="longest"/>.</exception>
    internal static string? Text(JsonObject body, string name, int longest) => body[name] switch
    {
        null => null,
        JsonValue value
            when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text && text.Length <= longest => text,
        _ => throw PageErrors.WrongBody($"{name} is no text of at most {longest} characters"),
    };

    /// <summary>A number member; null where it is missing or null.</summary>
    /// <exception cref="RefusalException">400: it is something else.</exception>
    internal static double? Number(JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number)
            && double.IsFinite(number) => number,
        _ => throw PageErrors.WrongBody($"{name} is no number"),
    };
}
