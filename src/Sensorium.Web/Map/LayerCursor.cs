using System.IO.Pipelines;
using Sensorium.Web.Live;

namespace Sensorium.Web.Map;

/// <summary>How far one viewer has followed a layer.</summary>
internal sealed class LayerCursor(MapLayer layer)
{
    private readonly List<byte[]> _frames = [];
    private long _frame = -1;
    private long _countedAt = -1;
    private (int Count, bool IsStreamed, long Refused)? _told;

    /// <summary>
    /// Writes <c>fixes</c> for what has come, and <c>layer</c> where the number of devices has changed since the last pulse.
    /// </summary>
    /// <param name="pulse">Counts are told once a pulse at most.</param>
    internal void WriteNews(PipeWriter output, long pulse)
    {
        var isStreamed = layer.IsStreamed;
        if (pulse != _countedAt)
        {
            _countedAt = pulse;
            var state = (layer.Count, isStreamed, layer.Refused);
            if (_told != state)
            {
                _told = state;
                EventText.Write(output, "layer"u8, json =>
                {
                    json.WriteStartObject();
                    json.WriteString("layer", layer.Definition.Name);
                    json.WriteNumber("count", state.Count);
                    json.WriteBoolean("streamed", state.isStreamed);
                    json.WriteNumber("refused", state.Refused);
                    json.WriteEndObject();
                });
            }
        }

        if (!isStreamed || _frame == layer.Number)
        {
            return;
        }

        _frames.Clear();
        layer.Read(ref _frame, _frames);
        foreach (var frame in _frames)
        {
            EventText.Write(output, "fixes"u8, frame);
        }
    }
}
