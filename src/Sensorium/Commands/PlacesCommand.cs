using System.CommandLine;
using System.Globalization;
using Sensorium.CommandLine;
using Sensorium.Devices;
using Sensorium.Devices.Streets;

namespace Sensorium.Commands;

/// <summary>
/// <c>places [CITY]</c>: a reference table of where the simulated devices stand that stay where they are; how
/// <c>cities/gothenburg/reference/places.csv</c> is made.
/// </summary>
internal sealed class PlacesCommand : CityCommand
{
    private readonly Argument<string?> _city = CityArgument();

    public PlacesCommand()
        : base("places", "where the simulated sensors of a city stand, as CSV")
    {
        Hidden = true;
        Arguments.Add(_city);
        AddSettingOptions();
        SetAction(line =>
        {
            var city = Open(line, line.GetValue(_city));
            if (city.DevicesFile is not { } file)
            {
                return;
            }

            var output = Terminal(line).Output;
            output.WriteLine("device_id,latitude,longitude");
            var fleet = FleetFile.Parse(File.ReadAllBytes(file), Path.GetFileName(file));
            foreach (var (id, place) in DeviceLocations.Of(fleet, StreetGraph.LoadGothenburg()))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id},{place.Latitude:F5},{place.Longitude:F5}"));
            }
        });
    }
}
