using System.Net;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>A <c>sockaddr</c> of Linux.</summary>
internal static class SocketAddress
{
    private const int InterNetwork = 2;
    private const int InterNetworkV6 = 10;

    public static bool IsLoopback(ReadOnlySpan<byte> address) => BitConverter.ToUInt16(address) switch
    {
        InterNetwork => address[4] == 127,
        InterNetworkV6 => IPAddress.IsLoopback(new IPAddress(address.Slice(8, 16))),
        _ => false,
    };
}
