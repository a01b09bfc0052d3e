using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Core;
using Sensorium.Devices.Streets;

namespace Sensorium.Devices.Tests;

/// <summary>Fleets to test with, at noon of a day in November.</summary>
internal static class Cities
{
    private static readonly Lazy<StreetGraph> LazyStreets = new(StreetGraph.LoadGothenburg);

    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static StreetGraph Streets => LazyStreets.Value;

    public static EventTime Start => EventTime.From(Noon);

    /// <summary>A wall clock that stands a day after the start.</summary>
    public static FakeTimeProvider Tomorrow => new(Noon.AddDays(1));

    public static FleetDefinition Parse(string json) => FleetFile.Parse(Encoding.UTF8.GetBytes(json), "devices.json");

    public static FleetDefinition OfType(string type, int count, string more = "", string groupMore = "") => Parse(
        $$"""{ {{more}} "groups": [{ "type": "{{type}}", "stream": "s", "prefix": "{{type}}_", "count": {{count}} {{groupMore}} }] }""");

    public static Fleet Fleet(FleetDefinition definition) => new(definition, Start, Tomorrow, Streets);

    public static EventTime After(TimeSpan span) => EventTime.From(Noon + span);

    public static List<RecordingSink.Message> Run(FleetDefinition definition, TimeSpan span)
    {
        var sink = new RecordingSink();
        Fleet(definition).Generate(After(span), sink);
        return sink.Messages;
    }

    public static FleetDefinition Gothenburg() =>
        FleetFile.Parse(File.ReadAllBytes(Repository.Path("cities/gothenburg/devices.json")), "devices.json");
}
