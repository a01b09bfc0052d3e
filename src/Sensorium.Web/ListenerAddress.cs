using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Sensorium.Core;

namespace Sensorium.Web;

/// <summary>Where a listener listens.</summary>
/// <param name="IsOpen">Whether only this machine reaches it, so that nobody has to log in: 127.0.0.1, ::1 and localhost.</param>
public sealed record ListenerAddress(IPAddress Address, bool IsOpen)
{
    /// <exception cref="SensoriumException">It is no address (SN6001).</exception>
    public static ListenerAddress Parse(string text)
    {
        if (text.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new(IPAddress.Loopback, true);
        }

        // A number alone would pass for an address.
        return IPAddress.TryParse(text, out var address) && text.AsSpan().IndexOfAny(".:") >= 0
            ? new(address, address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.IPv6Loopback))
            : throw WebErrors.NoAddress(text);
    }

    /// <summary>Whether it is all addresses of the machine.</summary>
    public bool IsEvery => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    /// <summary>What a browser elsewhere can call: the address, or the first one of the machine where it is all of them.</summary>
    public string Reachable()
    {
        if (!IsEvery)
        {
            return Bracketed(Address);
        }

        var first = NetworkInterface.GetAllNetworkInterfaces()
            .Where(
                network =>
                    network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork);
        return (first ?? IPAddress.Loopback).ToString();
    }

    internal static string Bracketed(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
