using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Devices.Streets;

/// <summary>Reads the drivable ways out of a GeoJSON export of OpenStreetMap: LineStrings whose properties are the way's tags.</summary>
internal static class GeoJsonWays
{
    public static List<Street> Read(ReadOnlySpan<byte> geoJson)
    {
        try
        {
            return ReadFeatures(geoJson);
        }
        catch (JsonException error)
        {
            throw Invalid($"it is not JSON at line {error.LineNumber + 1}", error);
        }
        catch (InvalidOperationException error)
        {
            throw Invalid(error.Message, error);
        }
    }

    private static SensoriumException Invalid(string why, Exception? inner = null) => new(
        "SN7008",
        $"The street map cannot be read: {why}.",
        "Give a GeoJSON FeatureCollection exported from OpenStreetMap whose ways are LineStrings.",
        inner);

    private static List<Street> ReadFeatures(ReadOnlySpan<byte> geoJson)
    {
        var reader = new Utf8JsonReader(geoJson);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid("it is not a JSON object");
        }

        var streets = new List<Street>();
        var scratch = new List<GeoPoint>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isFeatures = reader.ValueTextEquals("features"u8);
            reader.Read();
            if (!isFeatures || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                if (ReadFeature(ref reader, scratch) is { } street)
                {
                    streets.Add(street);
                }
            }
        }

        return streets;
    }

    private static Street? ReadFeature(ref Utf8JsonReader reader, List<GeoPoint> points)
    {
        var tags = default(WayTags);
        var isLine = false;
        points.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("properties"u8))
            {
                reader.Read();
                tags = ReadTags(ref reader);
            }
            else if (reader.ValueTextEquals("geometry"u8))
            {
                reader.Read();
                isLine = ReadLine(ref reader, points);
            }
            else
            {
                reader.Skip();
            }
        }

        return isLine ? tags.ToStreet(points) : null;
    }

    private static WayTags ReadTags(ref Utf8JsonReader reader)
    {
        var tags = default(WayTags);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return tags;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var tag = reader.ValueTextEquals("highway"u8) ? WayTag.Highway
                : reader.ValueTextEquals("name"u8) ? WayTag.Name
                : reader.ValueTextEquals("oneway"u8) ? WayTag.OneWay
                : reader.ValueTextEquals("maxspeed"u8) ? WayTag.MaxSpeed
                : reader.ValueTextEquals("access"u8) ? WayTag.Access
                : reader.ValueTextEquals("motor_vehicle"u8) ? WayTag.MotorVehicle
                : reader.ValueTextEquals("junction"u8) ? WayTag.Junction
                : WayTag.Other;
            reader.Read();
            if (tag == WayTag.Other || reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
            }
            else
            {
                tags.Set(tag, reader.GetString()!);
            }
        }

        return tags;
    }

    private static bool ReadLine(ref Utf8JsonReader reader, List<GeoPoint> points)
    {
        var isLine = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isCoordinates = reader.ValueTextEquals("coordinates"u8);
            reader.Read();
            if (isType)
            {
                isLine = reader.ValueTextEquals("LineString"u8);
            }
            else if (isCoordinates && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadCoordinates(ref reader, points);
            }
            else
            {
                reader.Skip();
            }
        }

        return isLine;
    }

    /// <summary>
    /// Takes the pairs of numbers of an array of any depth, so that the polygons beside the lines are stepped over in one pass.
    /// </summary>
    private static void ReadCoordinates(ref Utf8JsonReader reader, List<GeoPoint> points)
    {
        var depth = reader.CurrentDepth;
        var ordinal = 0;
        var longitude = 0d;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    ordinal = 0;
                    break;
                case JsonTokenType.Number when ordinal == 0:
                    longitude = reader.GetDouble();
                    ordinal = 1;
                    break;
                case JsonTokenType.Number when ordinal == 1:
                    points.Add(new(reader.GetDouble(), longitude));
                    ordinal = 2;
                    break;
            }
        }
    }
}
