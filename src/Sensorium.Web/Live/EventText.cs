using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Sensorium.Web.Live;

/// <summary>Server-Sent Events as bytes. JSON has no line ends of its own, so an event's data is one line.</summary>
internal static class EventText
{
    internal static void Write(PipeWriter output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        Begin(output, name);
        output.Write(json);
        output.Write("\n\n"u8);
    }

    internal static void Write(PipeWriter output, ReadOnlySpan<byte> name, Action<Utf8JsonWriter> data)
    {
        Begin(output, name);
        using (var json = new Utf8JsonWriter(output))
        {
            data(json);
        }

        output.Write("\n\n"u8);
    }

    private static void Begin(PipeWriter output, ReadOnlySpan<byte> name)
    {
        output.Write("event: "u8);
        output.Write(name);
        output.Write("\ndata: "u8);
    }
}
