using System.Text;
using System.Text.Json.Nodes;

namespace Sensorium.City.Hosting;

/// <summary>One line of JSON on the control socket.</summary>
internal static class ControlLine
{
    /// <returns>The line, or null where the other side has closed.</returns>
    /// <exception cref="IOException">The line is longer than <paramref name="longest"/> bytes, or was cut.</exception>
    public static async Task<string?> Read(Stream stream, int longest, CancellationToken cancellation)
    {
        var buffer = new byte[Math.Min(longest, 4096)];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                return length == 0 ? null : throw new IOException("the line was cut");
            }

            length += read;
            // A side waits for its answer before it writes again, so a line end is always the last byte.
            if (buffer[length - 1] == (byte)'\n')
            {
                return Encoding.UTF8.GetString(buffer, 0, length - 1);
            }

            if (length == longest)
            {
                throw new IOException("the line is too long");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(longest, length * 2));
            }
        }
    }

    public static async Task Write(Stream stream, JsonNode line, CancellationToken cancellation)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"), cancellation);
        await stream.FlushAsync(cancellation);
    }
}
