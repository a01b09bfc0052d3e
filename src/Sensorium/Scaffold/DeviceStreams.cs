using Sensorium.Core;
using Sensorium.Devices;

namespace Sensorium.Scaffold;

/// <summary>Streams and tables for a list of simulated devices, whose messages are known by their type.</summary>
internal static class DeviceStreams
{
    private static readonly string[] _device = ["device_id", "deviceId", "deviceID"];
    private static readonly string[] _camelDevice = ["deviceId", "deviceID", "device_id"];
    private static readonly Window _minute = new(TimeSpan.FromMinutes(1), "minute", null);

    /// <exception cref="SensoriumException">SN1044: devices whose messages differ send into one stream.</exception>
    public static IReadOnlyList<StreamPlan> Of(FleetDefinition fleet, string file)
    {
        var sent =
            fleet.Devices.Select(device => (device.Stream, Type: device.Type.ToString(), Interval: device.Interval ?? fleet.Interval))
            .Concat(fleet.Groups.Select(group => (group.Stream, Type: group.Type.ToString(), Interval: group.Interval ?? fleet.Interval)))
            .Concat(
                fleet.Groups.Where(group => group.Failures is not null)
                    .Select(group => (Stream: group.Failures!, Type: "Failures", Interval: fleet.Interval)))
            .GroupBy(device => device.Stream, StringComparer.Ordinal)
            .ToList();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. sent.Select(stream =>
        {
            var types = stream.Select(device => device.Type).Distinct().ToList();
            if (types.Count > 1)
            {
                throw new SensoriumException(
                    "SN1044",
                    $"{file}: devices of the types {string.Join(", ", types.Select(type => type.ToLowerInvariant()))} send into "
                        + $"{stream.Key}, and their messages differ.",
                    "give each type a stream of its own.");
            }

            var name = NameOf(types[0]);
            name = names.Add(name) ? name : Unique(ColumnNames.Snake(stream.Key), names);
            return Plan(name, stream.Key, types[0], stream.Max(device => device.Interval), file);
        })];
    }

    private static StreamPlan Plan(string name, string physical, string type, TimeSpan interval, string file)
    {
        var (columns, key, measures) = Shape(type);
        var stream = new InferredStream(
            name, physical, $"Messages of the {type.ToLowerInvariant()} devices", columns, columns.Count - 1, key, null, null)
        {
            Idle = TimeSpan.FromSeconds(Math.Max(30, Math.Ceiling(interval.TotalSeconds * 3))),
            Measures = [.. columns.Where(column => measures.Contains(column.Name))],
            Notes =
            [
                $"What the {type.ToLowerInvariant()} devices of {file} send, under every spelling that is known of their producers.",
                "Watermark: 10 s, a GUESS, for no record was there to measure it. `sensorium ledger` counts what is late; make a city "
                    + "from recorded files to see its price.",
            ],
        };
        var table = $"{name}_by_minute";
        return new(
            stream, [(table, CitySql.Format(CitySql.Table(stream, table, _minute)))], Test(stream, table), [], [],
            [$"{name}: {columns.Count} columns, {table}", .. stream.Notes.Select(note => "  " + note)]);
    }

    private static string NameOf(string type) => type switch
    {
        nameof(DeviceType.Vehicle) => "vehicles",
        nameof(DeviceType.Phone) => "phones",
        "Failures" => "failures_reported",
        _ => type.ToLowerInvariant(),
    };

    private static string Unique(string wanted, HashSet<string> names)
    {
        var name = wanted;
        for (var number = 2; !names.Add(name); number++)
        {
            name = $"{wanted}_{number}";
        }

        return name;
    }

    /// <summary>Columns, of which the last is the event time; index of the key; names of the measures.</summary>
    private static (IReadOnlyList<InferredColumn> Columns, int Key, IReadOnlyList<string> Measures) Shape(string type)
    {
        var time = new InferredColumn("event_time", TypeKind.Timestamp, ["timestamp"], IsNotNull: true);
        var camel = new InferredColumn("device_id", TypeKind.Varchar, _camelDevice, IsNotNull: true);
        var id = Text("id");
        var place = new InferredColumn("location", TypeKind.Point, ["location"]);
        return type switch
        {
            nameof(DeviceType.Temperature) => Sensor("Celsius", "value BETWEEN -90 AND 60"),
            nameof(DeviceType.Humidity) => Sensor("Percent", "value BETWEEN 0 AND 100"),
            nameof(DeviceType.Energy) => Sensor("kWh", "value >= 0"),
            nameof(DeviceType.Vehicle) =>
                ([id, camel, place, Number("speed", "km/h", "speed BETWEEN 0 AND 300"), Number("length", "km"), Number("elevation", "m"),
                Text("make"), Text("model"), new("year", TypeKind.Integer, ["year"]), Text("fuel_type", "fuelType", "fuel_type"), time], 1,
                ["speed"]),
            nameof(DeviceType.Phone) =>
                ([id, camel, Text("platform"), place, Number("speed", "km/h"), new("battery", TypeKind.Integer, ["battery"], "Percent"),
                    time], 1, ["speed", "battery"]),
            nameof(DeviceType.Weather) =>
                ([id, Number("temperature", "Celsius", "temperature BETWEEN -90 AND 60"),
                    Text("condition", "weatherCondition", "weather_condition"),
                Number("wind_speed", "km/h", "wind_speed BETWEEN 0 AND 300", "windSpeed", "wind_speed"),
                Number("humidity", "Percent", "humidity BETWEEN 0 AND 100"),
                new("air_quality", TypeKind.Integer, ["airQualityIndex", "air_quality_index"]), time], 0,
                ["temperature", "wind_speed", "humidity", "air_quality"]),
            _ => ([id, camel, Text("incident_id", "incidentId", "incident_id"), Text("type"), place, Text("description"),
                new("num_failures", TypeKind.Integer, ["num_failures"], Check: "num_failures >= 0"), time], 1, ["num_failures"]),
        };

        (IReadOnlyList<InferredColumn>, int, IReadOnlyList<string>) Sensor(string unit, string check) => (
            [new("device_id", TypeKind.Varchar, _device, IsNotNull: true), Text("sensor_type", "sensor_type", "sensorType"),
                new("value", TypeKind.Double, ["value"], unit, IsNotNull: true, Check: check), Text("unit"), time], 0, ["value"]);
    }

    private static InferredColumn Text(string name, params IReadOnlyList<string> spellings) =>
        new(name, TypeKind.Varchar, spellings.Count == 0 ? [name] : spellings);

    private static InferredColumn Number(string name, string unit, string? check = null, params IReadOnlyList<string> spellings) =>
        new(name, TypeKind.Double, spellings.Count == 0 ? [name] : spellings, unit, Check: check);

    private static string Test(InferredStream stream, string table)
    {
        var (device, measure) = (stream.Device!.Name, stream.Measures[0]);
        return $"""
            TEST 'the messages of a minute become one row for each device';
            GIVEN {stream.Name} ({device}, {measure.Name}, event_time) VALUES
              ('device_1', 20, '2026-05-04 12:00:05'),
              ('device_1', 21, '2026-05-04 12:00:40'),
              ('device_2', 22, '2026-05-04 12:00:50');
            EXPECT {table} (window_start, {device}, readings, mean_{measure.Name}) VALUES
              ('2026-05-04 12:00:00', 'device_1', 2, 20.5),
              ('2026-05-04 12:00:00', 'device_2', 1, 22.0);

            """;
    }
}
