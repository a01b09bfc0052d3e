using Sensorium.Access;
using Sensorium.Access.Certificates;

namespace Sensorium.Web;

/// <summary>Who is let in at a city's doors.</summary>
public sealed record WebAccess
{
    public required CityAccess City { get; init; }

    /// <summary>
    /// What the doors show over TLS; everybody has to log in then. Null where they are open to whoever is on this machine, and to nobody
    /// else.
    /// </summary>
    public CityCertificate? Certificate { get; init; }

    /// <summary>
    /// By which the city is called beside its addresses: host names and addresses, with a port where it is not the doors' own.
    /// </summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What a certificate of the city has to name.</summary>
    /// <exception cref="Core.SensoriumException">One of the names is none (SN6027).</exception>
    public static IReadOnlyList<string> NamesForCertificate(IEnumerable<string> names) => [.. Endpoints.HostNames.ForCertificate(names)];

    internal bool NeedsLogin => Certificate is not null;
}
