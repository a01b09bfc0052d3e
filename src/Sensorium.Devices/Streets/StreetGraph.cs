using System.Buffers;
using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Devices.Streets;

/// <summary>
/// A city's drivable streets, as lines for a map and as a graph for the vehicles. The graph holds the largest part in which every
/// place can be reached from every other, so that no vehicle is ever trapped. Immutable; shared by all threads.
/// </summary>
public sealed class StreetGraph
{
    /// <summary>To be shown wherever the streets, or positions made from them, are shown.</summary>
    public const string Attribution = "© OpenStreetMap contributors, ODbL";

    internal StreetGraph(
        IReadOnlyList<Street> streets,
        StreetEdge[] edges,
        int[] firstOut,
        double[] latitudes,
        double[] longitudes,
        float[] along,
        bool[] signals)
    {
        Streets = streets;
        Edges = edges;
        FirstOut = firstOut;
        Latitudes = latitudes;
        Longitudes = longitudes;
        Along = along;
        Signals = signals;
    }

    /// <summary>Every drivable way of the map, also those that are no part of the graph.</summary>
    public IReadOnlyList<Street> Streets { get; }

    /// <summary>Number of junctions in the graph.</summary>
    public int NodeCount => FirstOut.Length - 1;

    /// <summary>Number of stretches between junctions, each direction counted.</summary>
    public int EdgeCount => Edges.Length;

    /// <summary>Sorted by <see cref="StreetEdge.From"/>.</summary>
    internal StreetEdge[] Edges { get; }

    /// <summary>The edges that leave node n are those from FirstOut[n] up to FirstOut[n + 1].</summary>
    internal int[] FirstOut { get; }

    /// <summary>Points of the shapes, in degrees, with their distance in metres from the shape's first point.</summary>
    internal double[] Latitudes { get; }

    internal double[] Longitudes { get; }

    internal float[] Along { get; }

    /// <summary>Whether a node has traffic lights.</summary>
    internal bool[] Signals { get; }

    /// <summary>Gothenburg's streets, which come with the program.</summary>
    /// <exception cref="SensoriumException">SN7001: the file is missing.</exception>
    public static StreetGraph LoadGothenburg() => Parse(BundledData.Read("gothenburg-streets.geojson"));

    /// <param name="geoJson">A FeatureCollection exported from OpenStreetMap, tags as properties.</param>
    /// <exception cref="SensoriumException">SN7008: not such a map, or one without drivable streets.</exception>
    public static StreetGraph Parse(ReadOnlySpan<byte> geoJson) => new StreetGraphBuilder(GeoJsonWays.Read(geoJson)).Build();

    /// <summary>Writes the streets as a GeoJSON FeatureCollection with five decimals (1 m) for a map; attribution included.</summary>
    public void WriteGeoJson(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("type", "FeatureCollection");
        writer.WriteString("attribution", Attribution);
        writer.WriteStartArray("features");
        foreach (var street in Streets)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "Feature");
            writer.WriteStartObject("properties");
            writer.WriteString("name", street.Name);
            writer.WriteString("highway", street.Highway);
            writer.WriteNumber("limit", street.SpeedLimit);
            writer.WriteEndObject();
            writer.WriteStartObject("geometry");
            writer.WriteString("type", "LineString");
            writer.WriteStartArray("coordinates");
            foreach (var point in street.Points)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(decimal.Round((decimal)point.Longitude, 5));
                writer.WriteNumberValue(decimal.Round((decimal)point.Latitude, 5));
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The place <paramref name="metres"/> from the edge's start.</summary>
    internal GeoPoint PointAt(in StreetEdge edge, float metres)
    {
        var first = edge.ShapeStart;
        var last = first + edge.ShapeCount - 1;
        var along = edge.IsReversed ? Along[last] - metres : metres;
        var i = first + 1;
        while (i < last && Along[i] < along)
        {
            i++;
        }

        var span = Along[i] - Along[i - 1];
        var part = span > 0 ? Math.Clamp((along - Along[i - 1]) / span, 0, 1) : 0;
        return new(
            Latitudes[i - 1] + ((Latitudes[i] - Latitudes[i - 1]) * part),
            Longitudes[i - 1] + ((Longitudes[i] - Longitudes[i - 1]) * part));
    }
}
