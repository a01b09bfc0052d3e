using System.Buffers;
using Sensorium.Core;

namespace Sensorium.City.Devices;

/// <summary>Messages as lines, of all streams or of one.</summary>
/// <param name="only">Index of the one stream; null for all.</param>
internal sealed class TextTarget(Stream output, int? only) : IFleetTarget
{
    private readonly ArrayBufferWriter<byte> _lines = new();

    public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (only is null || only == stream)
        {
            _lines.Write(value);
            _lines.Write("\n"u8);
        }
    }

    public async ValueTask Flush(CancellationToken cancellation)
    {
        await output.WriteAsync(_lines.WrittenMemory, cancellation);
        await output.FlushAsync(cancellation);
        _lines.ResetWrittenCount();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
