using Sensorium.City.Folders;
using Sensorium.Core;
using Sensorium.Devices;
using Sensorium.Sql.Plan;

namespace Sensorium.City.Streams;

/// <summary>Which streams a city has, by their names in the log.</summary>
internal static class CityStreams
{
    /// <summary>The simulated devices that run with the city; null where none do.</summary>
    public static FleetDefinition? Fleet(CityFolder city) =>
        city.Settings.Devices && city.DevicesFile is { } file ? FleetFile.Parse(File.ReadAllBytes(file), Path.GetFileName(file)) : null;

    /// <summary>Those of its settings, of its SQL and of its devices.</summary>
    public static IEnumerable<string> Names(CityFolder city, CityProgram program, FleetDefinition? fleet) => city.Settings.Streams.Keys
        .Concat(program.Streams.Select(stream => stream.PhysicalName))
        .Concat(fleet?.Devices.Select(device => device.Stream) ?? [])
        .Concat(fleet?.Groups.SelectMany(group => new[] { group.Stream, group.Failures }).OfType<string>() ?? [])
        .Distinct(StringComparer.Ordinal);

    /// <returns>SN1018; null where it can be the name of a stream.</returns>
    public static SensoriumException? WrongName(string name) => StreamName.IsValid(name)
        ? null
        : new("SN1018", $"'{Shortened(name)}' cannot be the name of a stream.", StreamName.Rule);

    private static string Shortened(string name) => name.Length <= 100 ? name : name[..100] + "…";

    /// <exception cref="SensoriumException">SN1024: the city has no such stream; what went there would be in no table.</exception>
    public static void Demand(CityFolder city, string stream)
    {
        string[] names = [.. Names(city, SqlSources.Compile(city), Fleet(city))];
        if (!names.Contains(stream, StringComparer.Ordinal))
        {
            throw new SensoriumException(
                ErrorCodes.NoSuchStream, $"the city {city.Name} has no stream '{stream}'.", Spelling.Advice(stream, names));
        }
    }
}
