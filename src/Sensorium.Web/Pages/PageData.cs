using System.Buffers;
using System.Text;
using System.Text.Json;
using Sensorium.Access;
using Sensorium.Web.Map;

namespace Sensorium.Web.Pages;

/// <summary>
/// What a page's module begins with, as JSON in the page itself. Characters that mean something to HTML are escaped, so that no name or
/// query ends the element it stands in.
/// </summary>
internal static class PageData
{
    /// <param name="thresholds">Null for a city without any.</param>
    internal static string Write(
        CityProfile city,
        CityPages pages,
        PageDefinition page,
        MapEndpoints map,
        IReadOnlyDictionary<string, Threshold>? thresholds,
        Caller caller)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("page", page.Name);
            json.WriteString("title", page.Title.Length > 0 ? page.Title : city.Name);
            json.WriteStartArray("pages");
            foreach (var other in pages.All)
            {
                json.WriteStartObject();
                json.WriteString("name", other.Name);
                json.WriteString("title", other.Title.Length > 0 ? other.Title : city.Name);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("city", city.Name);
            json.WriteString("timezone", city.Timezone.Id);
            json.WriteString("attribution", city.Attribution);
            json.WriteBoolean("simulated", city.IsSimulated);
            json.WriteString("role", caller.Role.ToString().ToLowerInvariant());
            Write(json, page, map.HasStreets);
            json.WriteStartArray("layers");
            foreach (var layer in page.Layers)
            {
                Write(json, layer, map.Layers.CountOf(page.Name, layer.Name));
            }

            json.WriteEndArray();
            json.WriteStartArray("panels");
            foreach (var panel in page.Panels)
            {
                Write(json, panel);
            }

            json.WriteEndArray();
            json.WritePropertyName("thresholds");
            Write(json, thresholds);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes <c>{"name": {"low", "high", "unit"}, …}</c>.</summary>
    internal static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, Threshold>? thresholds)
    {
        json.WriteStartObject();
        foreach (var (name, threshold) in thresholds ?? new Dictionary<string, Threshold>())
        {
            json.WriteStartObject(name);
            WriteNumber(json, "low", threshold.Low);
            WriteNumber(json, "high", threshold.High);
            json.WriteString("unit", threshold.Unit);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PageDefinition page, bool hasStreets)
    {
        if (page.Map is not { } map)
        {
            json.WriteNull("map");
            return;
        }

        json.WriteStartObject("map");
        json.WriteStartArray("center");
        json.WriteNumberValue(map.Center.Latitude);
        json.WriteNumberValue(map.Center.Longitude);
        json.WriteEndArray();
        json.WriteNumber("zoom", map.Zoom);
        json.WriteBoolean("fit", page.IsMade);
        json.WriteBoolean("streets", hasStreets);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LayerDefinition layer, int count)
    {
        json.WriteStartObject();
        json.WriteString("name", layer.Name);
        json.WriteString("title", layer.Title);
        json.WriteString("kind", layer.Kind.ToString().ToLowerInvariant());
        json.WriteString("unit", layer.Unit);
        json.WriteString("threshold", layer.Threshold);
        json.WriteNumber("count", count);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PanelDefinition panel)
    {
        json.WriteStartObject();
        json.WriteString("name", panel.Name);
        json.WriteString("title", panel.Title);
        json.WriteString("kind", panel.Kind.ToString().ToLowerInvariant());
        json.WriteString("unit", panel.Unit);
        json.WriteString("threshold", panel.Threshold);
        json.WriteString("layer", panel.Layer);
        if (panel.At is { } at)
        {
            json.WriteStartArray("at");
            json.WriteNumberValue(at.Column);
            json.WriteNumberValue(at.Row);
            json.WriteNumberValue(at.Width);
            json.WriteNumberValue(at.Height);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("at");
        }

        json.WriteString("sql", panel.Sql);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
