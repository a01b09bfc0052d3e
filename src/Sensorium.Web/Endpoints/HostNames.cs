using System.Globalization;
using System.Net;

namespace Sensorium.Web.Endpoints;

/// <summary>
/// The authorities, <c>name:port</c>, that are this city. A page elsewhere on the web can give a name of its own the address of this
/// machine; a name that is not ours is therefore refused. An address is ours where the connection came in at it, since no name stands
/// between.
/// </summary>
internal sealed class HostNames
{
    private static readonly string[] _own = ["localhost", "127.0.0.1", "[::1]"];

    private readonly List<(string Name, int? Port)> _names = [.. _own.Select(name => (name, (int?)null))];
    private readonly int _schemePort;

    /// <param name="given">Names and addresses, each with a port where it is not the listener's own.</param>
    /// <exception cref="Core.SensoriumException">One of them is neither a host name nor an address (SN6027).</exception>
    internal HostNames(IEnumerable<string> given, bool isSecure)
    {
        Scheme = isSecure ? "https://" : "http://";
        _schemePort = isSecure ? 443 : 80;
        _names.AddRange(given.Select(Parse));
    }

    internal string Scheme { get; }

    /// <summary>The names as a certificate has them: without ports and brackets.</summary>
    internal static IEnumerable<string> ForCertificate(IEnumerable<string> given) =>
        _own.Concat(given).Select(name => Parse(name).Name.Trim('[', ']')).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <param name="local">The connection's own end.</param>
    internal bool Include(ReadOnlySpan<char> authority, IPAddress? local, int port)
    {
        foreach (var (name, ownPort) in _names)
        {
            if (Fits(authority, name, ownPort ?? port))
            {
                return true;
            }
        }

        return local is not null && Fits(authority, ListenerAddress.Bracketed(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local), port);
    }

    private static (string Name, int? Port) Parse(string given)
    {
        if (IPAddress.TryParse(given, out var alone))
        {
            return (ListenerAddress.Bracketed(alone), null);
        }

        var colon = given.LastIndexOf(':');
        var name = colon < 0 ? given : given[..colon];
        int? port = colon < 0
            ? null
            : int.TryParse(given.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number is > 0 and < 65536
            ? number
            : throw WebErrors.NoName(given);
        var isAddress = name.StartsWith('[') && IPAddress.TryParse(name.Trim('[', ']'), out _);
        return isAddress || (Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4)
            ? (name, port)
            : throw WebErrors.NoName(given);
    }

    /// <summary>The port may be left out where it is the scheme's own.</summary>
    private bool Fits(ReadOnlySpan<char> authority, ReadOnlySpan<char> name, int port)
    {
        if (!authority.StartsWith(name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = authority[name.Length..];
        return rest.IsEmpty
            ? port == _schemePort
            : rest[0] == ':' && int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given == port;
    }
}
