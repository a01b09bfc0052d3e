using Sensorium.Core;

namespace Sensorium.Devices.Streets;

/// <summary>The tags of one way that decide whether, how fast and which way cars drive on it.</summary>
internal struct WayTags
{
    private string? _highway;
    private string? _name;
    private string? _oneWay;
    private string? _maxSpeed;
    private string? _access;
    private string? _motorVehicle;
    private string? _junction;

    public void Set(WayTag tag, string value)
    {
        switch (tag)
        {
            case WayTag.Highway: _highway = value; break;
            case WayTag.Name: _name = value; break;
            case WayTag.OneWay: _oneWay = value; break;
            case WayTag.MaxSpeed: _maxSpeed = value; break;
            case WayTag.Access: _access = value; break;
            case WayTag.MotorVehicle: _motorVehicle = value; break;
            case WayTag.Junction: _junction = value; break;
        }
    }

    /// <returns>Null where cars may not drive.</returns>
    public readonly Street? ToStreet(List<GeoPoint> points)
    {
        var usual = _highway is null ? 0 : HighwayClass.DefaultSpeed(_highway);
        if (usual == 0 || points.Count < 2 || _access == "no" || _motorVehicle == "no")
        {
            return null;
        }

        var limit = int.TryParse(_maxSpeed, out var signed) && signed is >= 5 and <= 130 ? signed : usual;
        var isBackward = _oneWay == "-1";
        var isOneWay = _oneWay is "yes" or "true" or "1" || isBackward
            || (_oneWay is null && (_junction == "roundabout" || HighwayClass.IsOneWay(_highway!)));
        GeoPoint[] line = [.. points];
        if (isBackward)
        {
            Array.Reverse(line);
        }

        return new(_name ?? "", _highway!, limit, isOneWay, line);
    }
}
