using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.Core;

namespace Sensorium.City.Hosting;

/// <summary>Asks the city that runs on a data folder.</summary>
internal static class ControlClient
{
    private const int LongestAnswer = 16 * 1024 * 1024;

    /// <returns>The answer's data; false where no city runs there.</returns>
    /// <exception cref="SensoriumException">The city refused.</exception>
    public static async Task<(bool IsRunning, JsonNode? Data)> Ask(DataFolder data, JsonObject request, CancellationToken cancellation)
    {
        if (!File.Exists(data.Socket))
        {
            return (false, null);
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await SocketPath.Use(data.Socket, async address => await socket.ConnectAsync(address, cancellation));
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            return (false, null);
        }

        await using var stream = new NetworkStream(socket);
        await ControlLine.Write(stream, request, cancellation);
        var line = await ControlLine.Read(stream, LongestAnswer, cancellation)
            ?? throw new SensoriumException(
                "SN1010", $"the city on {data.Path} ended before it answered.", "look at what it printed, and start it again.");
        var answer = JsonNode.Parse(line)!.AsObject();
        return answer["ok"]!.GetValue<bool>()
            ? (true, answer["data"]?.DeepClone())
            : throw new SensoriumException(Text(answer, "code"), Text(answer, "message"), Text(answer, "fix"));
    }

    private static string Text(JsonObject answer, string name) => answer[name]!.GetValue<string>();
}
