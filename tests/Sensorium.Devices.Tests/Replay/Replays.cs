using System.Text;
using System.Text.Json;
using Sensorium.Devices.Replay;

namespace Sensorium.Devices.Tests.Replay;

internal static class Replays
{
    public static Stream Input(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static List<string> Texts(this IEnumerable<ReplayRecord> records) =>
        [.. records.Select(record => Encoding.UTF8.GetString(record.Json.Span))];

    public static List<(JsonElement Json, ReplayRecord Record)> Parsed(this IEnumerable<ReplayRecord> records) =>
        [.. records.Select(record => (JsonDocument.Parse(record.Json.ToArray()).RootElement, record with { Json = default }))];
}
