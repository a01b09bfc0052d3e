using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Devices;

/// <summary>
/// Reads <c>devices.json</c>. The <c>config.json</c> of other sensor producers, with interval and devices alone, is one too.
/// </summary>
public static class FleetFile
{
    private static readonly string[] FleetKeys = ["$schema", "interval", "seed", "javaShare", "clockSkew", "faults", "devices", "groups"];
    private static readonly string[] DeviceKeys = ["id", "type", "stream", "interval"];
    private static readonly string[] GroupKeys = ["type", "stream", "prefix", "count", "interval", "failures"];
    private static readonly string[] FaultKeys = ["late", "lateness", "duplicate", "malformed", "missing", "wrongClocks"];

    /// <param name="json">The file's bytes, UTF-8.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="SensoriumException">SN7002: no JSON; SN7003: an unknown key; SN7004: an unknown type; SN7005: a value is
    /// missing or out of range; SN7007: an id stands twice.</exception>
    public static FleetDefinition Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return ReadFleet(document.RootElement, file);
        }
        catch (JsonException error)
        {
            throw new SensoriumException(
                "SN7002",
                $"{file} is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.",
                "Correct the file at that place; a comma too many or too few is the usual cause.",
                error);
        }
    }

    internal static SensoriumException OutOfRange(string what, string value, string range) => new(
        "SN7005", $"{what} is {value}; it must be {range}.", "Give a value in that range.");

    private static FleetDefinition ReadFleet(JsonElement root, string file)
    {
        RefuseUnknown(root, FleetKeys, file);
        var interval = Seconds(root, "interval", file) ?? TimeSpan.FromSeconds(1);
        var fleet = new FleetDefinition(
            interval,
            root.TryGetProperty("seed", out var seed)
                ? seed.ValueKind == JsonValueKind.Number && seed.TryGetUInt64(out var number) ? number
                    : throw OutOfRange($"{file}: seed", seed.GetRawText(), "a whole number from 0")
                : 1,
            Share(root, "javaShare", file),
            root.TryGetProperty("clockSkew", out _)
                ? TimeSpan.FromSeconds(Number(root, "clockSkew", file, 0, 60))
                : TimeSpan.Zero,
            root.TryGetProperty("faults", out var faults) ? ReadFaults(faults, $"{file}: faults") : FaultRates.None,
            [.. Items(root, "devices", file).Select((item, i) => ReadDevice(item, $"{file}: devices[{i}]"))],
            [.. Items(root, "groups", file).Select((item, i) => ReadGroup(item, $"{file}: groups[{i}]"))]);

        var ids = new HashSet<string>();
        foreach (var device in fleet.Devices)
        {
            if (!ids.Add(device.Id))
            {
                throw new SensoriumException(
                    "SN7007", $"{file}: the device {device.Id} stands twice.", "Give every device an id of its own.");
            }
        }

        var groupsByPrefix = fleet.Groups.GroupBy(group => group.Prefix).FirstOrDefault(same => same.Count() > 1);
        if (groupsByPrefix is not null)
        {
            throw new SensoriumException(
                "SN7007",
                $"{file}: two groups have the prefix {groupsByPrefix.Key}, so their devices would share ids.",
                "Give every group a prefix of its own.");
        }

        return fleet.DeviceCount is > 0 and <= FleetDefinition.MaxDevices
            ? fleet
            : throw OutOfRange($"{file}: the number of devices", fleet.DeviceCount.ToString(), $"1 to {FleetDefinition.MaxDevices:N0}");
    }

    private static FaultRates ReadFaults(JsonElement item, string place)
    {
        RefuseUnknown(item, FaultKeys, place);
        var rates = new FaultRates(
            Share(item, "late", place),
            Seconds(item, "lateness", place) ?? FaultRates.DefaultLateness,
            Share(item, "duplicate", place),
            Share(item, "malformed", place),
            Share(item, "missing", place),
            item.TryGetProperty("wrongClocks", out _) ? (int)Number(item, "wrongClocks", place, 0, FleetDefinition.MaxDevices) : 0);
        var sum = rates.Late + rates.Duplicate + rates.Malformed + rates.Missing;
        return sum <= 1 ? rates : throw OutOfRange($"{place}: the sum of the shares", sum.ToString(), "at most 1");
    }

    private static DeviceDefinition ReadDevice(JsonElement item, string place)
    {
        RefuseUnknown(item, DeviceKeys, place);
        return new(Text(item, "id", place), ReadType(item, place), Text(item, "stream", place), Seconds(item, "interval", place));
    }

    private static DeviceGroup ReadGroup(JsonElement item, string place)
    {
        RefuseUnknown(item, GroupKeys, place);
        var type = ReadType(item, place);
        var failures = item.TryGetProperty("failures", out _) ? Text(item, "failures", place) : null;
        if (failures is not null && type != DeviceType.Vehicle)
        {
            throw new SensoriumException("SN7005", $"{place}: only vehicles report failures.", "Leave failures out.");
        }

        return new(
            type,
            Text(item, "stream", place),
            Text(item, "prefix", place),
            (int)Number(item, "count", place, 0, FleetDefinition.MaxDevices),
            Seconds(item, "interval", place),
            failures);
    }

    private static DeviceType ReadType(JsonElement item, string place)
    {
        var name = Text(item, "type", place);
        var known = Enum.GetNames<DeviceType>().Select(type => type.ToLowerInvariant()).ToList();
        var index = known.IndexOf(name);
        return index >= 0
            ? (DeviceType)index
            : throw new SensoriumException(
                "SN7004",
                $"{place}: there is no device of type '{name}'.",
                $"{DidYouMean(name, known)}The types are {string.Join(", ", known)}.");
    }

    private static IEnumerable<JsonElement> Items(JsonElement parent, string key, string file) =>
        !parent.TryGetProperty(key, out var list) ? []
        : list.ValueKind == JsonValueKind.Array ? list.EnumerateArray()
        : throw OutOfRange($"{file}: {key}", list.ValueKind.ToString().ToLowerInvariant(), "a list");

    private static string Text(JsonElement item, string key, string place) =>
        item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 and <= 200 } text
            ? text
            : throw new SensoriumException("SN7005", $"{place} has no {key}.", $"Give it a text of 1 to 200 characters.");

    private static double Share(JsonElement item, string key, string place) =>
        item.TryGetProperty(key, out _) ? Number(item, key, place, 0, 1) : 0;

    private static TimeSpan? Seconds(JsonElement item, string key, string place) => item.TryGetProperty(key, out _)
        ? TimeSpan.FromSeconds(Number(
            item, key, place, FleetDefinition.MinInterval.TotalSeconds, FleetDefinition.MaxInterval.TotalSeconds))
        : null;

    private static double Number(JsonElement item, string key, string place, double low, double high)
    {
        if (!item.TryGetProperty(key, out var value))
        {
            throw new SensoriumException("SN7005", $"{place} has no {key}.", $"Give it a number from {low} to {high}.");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= low && number <= high
            ? number
            : throw OutOfRange($"{place}: {key}", value.GetRawText(), $"a number from {low} to {high}");
    }

    private static void RefuseUnknown(JsonElement item, string[] known, string place)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw OutOfRange(place, item.ValueKind.ToString().ToLowerInvariant(), "an object");
        }

        foreach (var property in item.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw new SensoriumException(
                    "SN7003",
                    $"{place} has the unknown key '{property.Name}'.",
                    $"{DidYouMean(property.Name, known)}The keys are {string.Join(", ", known)}.");
            }
        }
    }

    private static string DidYouMean(string text, IEnumerable<string> known)
    {
        var nearest = known.MinBy(word => Distance(text, word));
        return nearest is not null && Distance(text, nearest) <= 2 ? $"Did you mean '{nearest}'? " : "";
    }

    /// <summary>Levenshtein's, letter case ignored.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                (corner, row[j]) = (row[j], Math.Min(corner + (same ? 0 : 1), Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[b.Length];
    }
}
