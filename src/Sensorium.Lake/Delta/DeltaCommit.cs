using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.Lake.Delta;

/// <summary>A commit's bytes: one action a line.</summary>
internal static class DeltaCommit
{
    /// <summary>In <c>commitInfo</c>: how many lines the commit has, so that a cut one is seen.</summary>
    private const string Lines = "lines";

    /// <param name="actions">The first is the <c>commitInfo</c>.</param>
    public static byte[] Write(IReadOnlyList<JsonObject> actions)
    {
        actions[0]["commitInfo"]![Lines] = actions.Count;
        var text = new StringBuilder();
        foreach (var action in actions)
        {
            text.Append(action.ToJsonString()).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <exception cref="FormatException">The commit is empty, cut, or no JSON.</exception>
    public static IReadOnlyList<JsonObject> Read(byte[] content)
    {
        var actions = new List<JsonObject>();
        var rest = content.AsMemory();
        if (rest.Span.StartsWith("\uFEFF"u8))
        {
            rest = rest[3..];
        }

        while (rest.Length > 0)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.Trim(" \r\t"u8).Length > 0)
            {
                try
                {
                    actions.Add(JsonNode.Parse(line.Span) as JsonObject ?? throw new FormatException($"line {actions.Count + 1} is no JSON object."));
                }
                catch (JsonException error)
                {
                    throw new FormatException($"line {actions.Count + 1} is not JSON.", error);
                }
            }
        }

        if (actions.Count == 0)
        {
            throw new FormatException("it is empty.");
        }

        return Info(actions)?[Lines] is { } lines && lines.GetValueKind() == JsonValueKind.Number && (int)lines != actions.Count
            ? throw new FormatException($"it has {actions.Count} of {(int)lines} lines.")
            : actions;
    }

    public static JsonObject? Info(IReadOnlyList<JsonObject> actions) => actions.Select(action => action["commitInfo"] as JsonObject).FirstOrDefault(info => info is not null);
}
