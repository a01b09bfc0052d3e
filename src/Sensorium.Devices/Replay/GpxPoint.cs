using Sensorium.Core;

namespace Sensorium.Devices.Replay;

/// <summary>One track point as it is read.</summary>
internal sealed class GpxPoint
{
    public GeoPoint? Place { get; set; }

    public double? Elevation { get; set; }

    public string? Time { get; set; }

    /// <summary>The leaves of its extensions by local name.</summary>
    public List<(string Name, string Value)> Extensions { get; } = [];
}
