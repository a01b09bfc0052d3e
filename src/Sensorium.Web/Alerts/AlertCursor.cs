using System.IO.Pipelines;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Web.Live;

namespace Sensorium.Web.Alerts;

/// <summary>How far one viewer has followed the alerts.</summary>
internal sealed class AlertCursor(AlertBoard? board)
{
    private long _change = -1;

    /// <summary>Writes <c>alerts</c>: at first those that a page begins with, then those that have changed.</summary>
    internal void WriteNews(PipeWriter output)
    {
        if (board is null || board.Change == _change)
        {
            return;
        }

        var isFirst = _change < 0;
        var episodes = board.Read(ref _change);
        EventText.Write(output, "alerts"u8, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("reset", isFirst);
            json.WriteStartArray("episodes");
            foreach (var (episode, acknowledged, muted) in episodes)
            {
                Write(json, episode, acknowledged, muted);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, AlertEpisode episode, Acknowledgement? acknowledged, Mute? muted)
    {
        json.WriteStartObject();
        json.WriteString("episode", episode.Episode);
        json.WriteString("alert", episode.Alert);
        json.WriteString("severity", episode.Severity);
        json.WriteString("topic", episode.Topic);
        json.WritePropertyName("key");
        WriteAnew(json, episode.Key);
        json.WritePropertyName("details");
        WriteAnew(json, episode.Details);
        json.WriteString("raisedAt", episode.RaisedAt.ToString());
        json.WriteString("clearedAt", episode.ClearedAt?.ToString());
        json.WritePropertyName("acknowledged");
        if (acknowledged is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("by", acknowledged.By);
            json.WriteString("at", EventTime.From(acknowledged.At).ToString());
            json.WriteString("note", acknowledged.Note);
            json.WriteEndObject();
        }

        json.WritePropertyName("muted");
        if (muted is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteStartObject();
            json.WriteString("by", muted.By);
            json.WriteString("until", EventTime.From(muted.Until).ToString());
            json.WriteString("reason", muted.Reason);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>What a device sent stands in there: it is written with this writer's own escapes.</summary>
    private static void WriteAnew(Utf8JsonWriter json, string text)
    {
        using var document = JsonDocument.Parse(text);
        document.RootElement.WriteTo(json);
    }
}
