using Sensorium.Core;

namespace Sensorium.Devices.Streets;

/// <summary>A drivable way of the map, as a line.</summary>
/// <param name="Name">Empty where the map has none.</param>
/// <param name="Highway">OpenStreetMap's class, for example <c>residential</c>.</param>
/// <param name="SpeedLimit">In km/h: the sign's, else what the class commonly has.</param>
/// <param name="Points">At least two, in the way's direction.</param>
public sealed record Street(string Name, string Highway, int SpeedLimit, bool IsOneWay, IReadOnlyList<GeoPoint> Points);
