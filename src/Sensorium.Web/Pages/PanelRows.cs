using System.Buffers;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Web.Pages;

/// <summary>
/// What a panel shows: the members of a JSON object without its braces, <c>columns</c>, <c>rows</c> and <c>truncated</c>, or <c>error</c>.
/// </summary>
internal sealed record PanelRows(byte[] Json)
{
    internal static PanelRows Of(SensoriumException error) => Of(json =>
    {
        json.WriteStartObject("error");
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        json.WriteString("fix", error.Fix);
        json.WriteEndObject();
    });

    internal static PanelRows Of(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return new(buffer.WrittenSpan[1..^1].ToArray());
    }
}
