using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Engine.References;

/// <summary>
/// JSON objects as a table: an array, one object a line, or a GeoJSON FeatureCollection. Columns come in order of first sight; a missing
/// member is NULL; objects and arrays inside stay as their text. A feature that is no point has a NULL location.
/// </summary>
internal static class JsonTable
{
    private const string Location = "location";

    public static Batch Read(byte[] bytes, string path)
    {
        var objects = new List<JsonElement>();
        var points = new List<GeoPoint?>();
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
            {
                Collect(JsonElement.ParseValue(ref reader), objects, points, path);
            }
        }
        catch (JsonException error)
        {
            throw new SensoriumException(
                "SN2030", $"{path}:{error.LineNumber + 1} is no JSON: {error.Message.Split('.')[0]}", "repair the line", error);
        }

        var columns = new Dictionary<string, int>();
        var texts = new HashSet<int>();
        foreach (var member in objects.SelectMany(item => item.EnumerateObject()))
        {
            columns.TryAdd(member.Name, columns.Count);
            if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array)
            {
                texts.Add(columns[member.Name]);
            }
        }

        var rows = new TextRows([.. columns.Keys]);
        foreach (var item in objects)
        {
            var row = new string?[columns.Count];
            foreach (var member in item.EnumerateObject())
            {
                row[columns[member.Name]] = member.Value.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.String => member.Value.GetString(),
                    _ => member.Value.GetRawText(),
                };
            }

            rows.Add(row);
        }

        var batch = rows.ToBatch(texts.Contains, _ => false, path);
        return points.Count > 0 && !columns.ContainsKey(Location) ? WithLocation(batch, points) : batch;
    }

    private static void Collect(JsonElement value, List<JsonElement> objects, List<GeoPoint?> points, string path)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Collect(item, objects, points, path);
            }
        }
        else if (value.ValueKind != JsonValueKind.Object)
        {
            throw new SensoriumException(
                "SN2030",
                $"{path} holds a {value.ValueKind.ToString().ToLowerInvariant()} where an object is expected",
                "give an array of objects, or one object a line");
        }
        else if (value.TryGetProperty("type", out var type) && type.ValueEquals("FeatureCollection")
            && value.TryGetProperty("features", out var features)
            && features.ValueKind == JsonValueKind.Array)
        {
            foreach (var feature in features.EnumerateArray())
            {
                objects.Add(feature.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
                    ? properties : JsonElement.Parse("{}"));
                points.Add(Point(feature));
            }
        }
        else
        {
            objects.Add(value);
        }
    }

    private static GeoPoint? Point(JsonElement feature)
    {
        if (feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object
            && geometry.TryGetProperty("type", out var type) && type.ValueEquals("Point")
            && geometry.TryGetProperty("coordinates", out var place) && place.ValueKind == JsonValueKind.Array
            && place.GetArrayLength() >= 2
            && place[0].ValueKind == JsonValueKind.Number && place[1].ValueKind == JsonValueKind.Number)
        {
            var point = new GeoPoint(place[1].GetDouble(), place[0].GetDouble());
            return point.IsValid ? point : null;
        }

        return null;
    }

    private static Batch WithLocation(Batch rows, List<GeoPoint?> points)
    {
        var location = new Column<GeoPoint>(TypeKind.Point, points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i] is { } point)
            {
                location.Set(i, point);
            }
            else
            {
                location.SetNull(i);
            }
        }

        return new(
            new([.. rows.Schema.Fields, new(Location, TypeKind.Point, points.Contains(null))]), [.. rows.Columns, location], rows.Count);
    }
}
