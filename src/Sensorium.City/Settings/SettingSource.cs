namespace Sensorium.City.Settings;

/// <summary>Where a value was set.</summary>
/// <param name="Kind">Also its rank: a later one wins.</param>
/// <param name="Place">For people: <c>city.json:12:5</c>, <c>SENSORIUM__WEB__PORT</c>, <c>--set</c>.</param>
internal sealed record SettingSource(SettingSourceKind Kind, string Place)
{
    public static SettingSource Default { get; } = new(SettingSourceKind.Default, "default");

    public override string ToString() => Place;
}
