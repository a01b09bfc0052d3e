using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using Sensorium.Core;
using Sensorium.Devices.Streets;

namespace Sensorium.Devices.Replay;

/// <summary>
/// Replays the tracks of a GPX file as a vehicle's messages: <c>id, deviceId, timestamp, location, speed</c> (km/h, the extension's
/// m/s or else from the way since the point before), <c>length</c> (km so far), <c>elevation</c> (m), <c>track, segment</c> (from 0),
/// and whatever else the extensions hold (<c>hr, cad, …</c>). What a point lacks, its message lacks.
/// </summary>
public static class GpxReplay
{
    private const double KilometresPerHour = 3.6;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] OwnMembers =
        ["id", "deviceId", "timestamp", "location", "speed", "length", "elevation", "track", "segment"];

    /// <param name="deviceId">Of the vehicle that rode.</param>
    /// <exception cref="SensoriumException">SN7012: the file is no GPX, or is damaged; what stood before the damage has been
    /// given.</exception>
    public static IEnumerable<ReplayRecord> Read(Stream input, string deviceId)
    {
        using var xml = XmlReader.Create(
            input, new() { IgnoreWhitespace = true, IgnoreComments = true, DtdProcessing = DtdProcessing.Prohibit });
        var output = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        var number = 0L;
        var segment = -1;
        var track = default(string);
        var length = 0d;
        var before = default((GeoPoint Place, EventTime? Time)?);
        var isGpx = false;
        while (Advance(xml))
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (!isGpx)
            {
                isGpx = xml.LocalName == "gpx" ? true : throw Damaged($"it begins with <{xml.LocalName}>, not with <gpx>", null);
            }

            switch (xml.LocalName)
            {
                case "trk":
                    track = null;
                    segment = -1;
                    break;
                case "name" when xml.Depth == 2:
                    track = TextOf(xml);
                    break;
                case "trkseg":
                    segment++;
                    before = null;
                    break;
                case "trkpt":
                    var point = ReadPoint(xml);
                    var time = point.Time is null ? null : ReplayTime.Parse(Encoding.UTF8.GetBytes(point.Time));
                    var metres = point.Place is { } here && before is { } last
                        ? Earth.Metres(last.Place.Latitude, last.Place.Longitude, here.Latitude, here.Longitude)
                        : 0;
                    length += metres;
                    var speed = SpeedOf(point) ?? SpeedBetween(before?.Time, time, metres);
                    output.ResetWrittenCount();
                    writer.Reset();
                    Write(writer, point, deviceId, ++number, track, segment, speed, length);
                    writer.Flush();
                    before = point.Place is { } place ? (place, time) : before;
                    yield return new(number, time, output.WrittenMemory);
                    break;
            }
        }

        if (!isGpx)
        {
            throw Damaged("it is empty", null);
        }
    }

    private static SensoriumException Damaged(string why, Exception? inner) => new(
        "SN7012",
        $"The GPX file cannot be read: {why}.",
        "Give a GPX 1.0 or 1.1 file with tracks; export it again if it is cut off.",
        inner);

    private static bool Advance(XmlReader xml)
    {
        try
        {
            return xml.Read();
        }
        catch (XmlException error)
        {
            // The message ends in the place, which is told first here.
            var place = error.Message.LastIndexOf(" Line ", StringComparison.Ordinal);
            var what = (place < 0 ? error.Message : error.Message[..place]).TrimEnd('.');
            throw Damaged(error.LineNumber == 0 ? what : $"line {error.LineNumber}, column {error.LinePosition}: {what}", error);
        }
    }

    /// <summary>
    /// The text up to the end of the element that the reader stands on, at which it is left; markup inside is stepped over.
    /// </summary>
    private static string TextOf(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var depth = xml.Depth;
        var text = new StringBuilder();
        while (Advance(xml) && xml.Depth > depth)
        {
            text.Append(xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA ? xml.Value : "");
        }

        return text.ToString().Trim();
    }

    private static GpxPoint ReadPoint(XmlReader xml)
    {
        var point = new GpxPoint();
        if (Number(xml.GetAttribute("lat")) is { } latitude && Number(xml.GetAttribute("lon")) is { } longitude)
        {
            var place = new GeoPoint(latitude, longitude);
            point.Place = place.IsValid ? place : null;
        }

        if (xml.IsEmptyElement)
        {
            return point;
        }

        var depth = xml.Depth;
        while (Advance(xml) && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.Depth != depth + 1)
            {
                continue;
            }

            switch (xml.LocalName)
            {
                case "ele": point.Elevation = Number(TextOf(xml)); break;
                case "time": point.Time = TextOf(xml) is { Length: > 0 } time ? time : null; break;
                case "speed": point.Extensions.Add(("speed", TextOf(xml))); break; // GPX 1.0 has it here.
                case "extensions": ReadExtensions(xml, point); break;
            }
        }

        return point;
    }

    private static void ReadExtensions(XmlReader xml, GpxPoint point)
    {
        if (xml.IsEmptyElement)
        {
            return;
        }

        var depth = xml.Depth;
        var name = "";
        while (Advance(xml) && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                name = xml.LocalName;
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && !point.Extensions.Exists(leaf => leaf.Name == name))
            {
                point.Extensions.Add((name, xml.Value.Trim()));
            }
        }
    }

    private static double? SpeedOf(GpxPoint point)
    {
        foreach (var (name, value) in point.Extensions)
        {
            if (name == "speed" && Number(value) is { } metresPerSecond)
            {
                return metresPerSecond * KilometresPerHour;
            }
        }

        return null;
    }

    private static double? SpeedBetween(EventTime? from, EventTime? to, double metres) =>
        from is { } start && to is { } end && end > start
            ? metres / ((end.Micros - start.Micros) / 1e6) * KilometresPerHour
            : null;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static void Write(
        Utf8JsonWriter writer, GpxPoint point, string deviceId, long number, string? track, int segment, double? speed, double length)
    {
        writer.WriteStartObject();
        writer.WriteString("id", $"{deviceId}-{number}");
        writer.WriteString("deviceId", deviceId);
        if (point.Time is not null)
        {
            writer.WriteString("timestamp", point.Time);
        }

        if (point.Place is { } place)
        {
            writer.WriteStartObject("location");
            writer.WriteNumber("latitude", place.Latitude);
            writer.WriteNumber("longitude", place.Longitude);
            writer.WriteEndObject();
        }

        if (speed is { } kilometresPerHour)
        {
            writer.WriteNumber("speed", Math.Round(kilometresPerHour, 2));
        }

        writer.WriteNumber("length", Math.Round(length / 1000, 4));
        if (point.Elevation is { } elevation)
        {
            writer.WriteNumber("elevation", elevation);
        }

        if (track is not null)
        {
            writer.WriteString("track", track);
        }

        writer.WriteNumber("segment", segment);
        foreach (var (name, value) in point.Extensions)
        {
            if (OwnMembers.Contains(name))
            {
                continue;
            }

            if (Number(value) is { } numeric)
            {
                writer.WriteNumber(name, numeric);
            }
            else
            {
                writer.WriteString(name, value);
            }
        }

        writer.WriteEndObject();
    }
}
