using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>
/// The record that each transaction adds to the topic of marks, with the writer's id as its key:
/// <c>{"epoch": 12, "writer": "…", "rows": 340}</c>. A writer's last committed mark names the last epoch that its topic holds.
/// </summary>
/// <param name="Writer">Of the process that wrote it.</param>
internal sealed record EpochMark(long Epoch, Guid Writer, long Rows)
{
    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["epoch"] = Epoch, ["writer"] = Writer.ToString(), ["rows"] = Rows });

    /// <returns>Null where it is no mark.</returns>
    public static EpochMark? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            return new((long)node!["epoch"]!, Guid.Parse((string)node["writer"]!), (long)node["rows"]!);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }
}
