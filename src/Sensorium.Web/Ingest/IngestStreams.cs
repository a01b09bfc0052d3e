using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Ingest;

/// <summary>The streams of a city that take records, by physical name.</summary>
public sealed class IngestStreams(IReadOnlyDictionary<string, IngestStream> all)
{
    /// <summary>A damaged stream takes records again only after somebody has repaired it and started the city anew.</summary>
    private static readonly TimeSpan _refusedFor = TimeSpan.FromMinutes(1);

    public IReadOnlyDictionary<string, IngestStream> All { get; } = all;

    /// <summary>Streams of the city that are damaged, and take nothing, by name.</summary>
    public IReadOnlyDictionary<string, SensoriumException> Refused { get; init; } = new Dictionary<string, SensoriumException>();

    /// <summary>The name of a stream that is like the one given; null where none is.</summary>
    public Func<string, string?> Nearest { get; init; } = _ => null;

    /// <exception cref="RefusalException">404: there is none; 503: it is damaged.</exception>
    internal IngestStream Find(string name) => All.TryGetValue(name, out var stream) ? stream
        : Refused.TryGetValue(name, out var refusal)
            ? throw new RefusalException(StatusCodes.Status503ServiceUnavailable, refusal, _refusedFor)
        : throw Unknown(name);

    /// <exception cref="RefusalException">404: there is none, not even a damaged one.</exception>
    internal void Require(string name)
    {
        if (!All.ContainsKey(name) && !Refused.ContainsKey(name))
        {
            throw Unknown(name);
        }
    }

    private RefusalException Unknown(string name) => WebErrors.UnknownStream(name, Nearest(name), All.Keys);
}
