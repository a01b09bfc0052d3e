using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.Lake.Query;

/// <summary>Why DuckDB refused or broke off a statement.</summary>
/// <param name="Position">The byte of the statement that it means; null where it means none.</param>
internal sealed record QueryFault(string Message, int? Position)
{
    /// <summary>Reads what DuckDB says with <c>errors_as_json</c>; anything else is taken as it is.</summary>
    public static QueryFault Of(string said)
    {
        var start = said.IndexOf('{', StringComparison.Ordinal);
        try
        {
            if (start >= 0 && JsonNode.Parse(said[start..]) is JsonObject fault && (string?)fault["exception_message"] is { } message)
            {
                return new($"{(string?)fault["exception_type"]} Error: {message}", int.TryParse((string?)fault["position"], out var position) ? position : null);
            }
        }
        catch (JsonException)
        {
            // Text that has a brace.
        }

        return new(said, null);
    }
}
