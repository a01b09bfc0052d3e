using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Core.Formats;

namespace Sensorium.Engine.Operators;

/// <summary>Cells of a row as a JSON object; see <see cref="CellJson"/>.</summary>
internal sealed class JsonCells
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Object(IReadOnlyList<string> names, IReadOnlyList<Column> columns, int row)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, _options);
        json.WriteStartObject();
        for (var i = 0; i < names.Count; i++)
        {
            json.WritePropertyName(names[i]);
            CellJson.Write(json, columns[i], row);
        }

        json.WriteEndObject();
        json.Flush();
        return _buffer.WrittenSpan;
    }
}
