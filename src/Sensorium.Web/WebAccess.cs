using Sensorium.Access;
using Sensorium.Access.Certificates;

namespace Sensorium.Web;

/// <summary>Who may use a city's endpoints.</summary>
public sealed record WebAccess
{
    public required CityAccess City { get; init; }

    /// <summary>
    /// The certificate of the listener; everybody has to log in then. Null where the city listens on the loopback address alone, without a
    /// login.
    /// </summary>
    public CityCertificate? Certificate { get; init; }

    /// <summary>
    /// By which the city is called beside its addresses: host names and addresses, with a port where it is not the listener's own.
    /// </summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What a certificate of the city has to name.</summary>
    /// <exception cref="Core.SensoriumException">One of the names is none (SN6027).</exception>
    public static IReadOnlyList<string> NamesForCertificate(IEnumerable<string> names) => [.. Endpoints.HostNames.ForCertificate(names)];

    internal bool NeedsLogin => Certificate is not null;
}
