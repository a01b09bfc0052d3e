using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.City.Canaries;

/// <summary>A round of canaries, one in each partition of each stream.</summary>
/// <param name="At">When they were sent.</param>
/// <param name="Refused">Statements of the city that do not run at all, and why.</param>
internal sealed record CanaryReport(DateTimeOffset At, IReadOnlyList<CanaryPath> Paths, IReadOnlyList<CanaryHop> Refused)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Sent => Paths.Count(path => path.Accepted is not null);

    public int Arrived => Paths.Count(path => path.HasArrived);

    public bool IsWhole => Refused.Count == 0 && Paths.All(path => path.HasArrived);

    /// <summary>Longest time of all, in milliseconds; 0 where none has passed anything.</summary>
    public double Slowest => Paths
        .SelectMany(path => path.Hops.SelectMany(hop => new[] { hop.Read, hop.Committed }).Append(path.Accepted))
        .Max() ?? 0;

    public static CanaryReport FromJson(JsonNode json) => json.Deserialize<CanaryReport>(_json)!;

    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, _json)!;

    /// <summary>
    /// The first hop that keeps canaries from arriving, one that stands still before one that is behind; null where there is none.
    /// </summary>
    public (string Hop, string Trouble, string Fix)? Broken
    {
        get
        {
            const string Wait = "look at `sensorium ledger` for what waits, and give the city time or fewer records.";
            foreach (var path in Paths)
            {
                if (path.Accepted is null)
                {
                    return ($"{path.Stream}, partition {path.Partition}: accepted", path.Refusal ?? "", path.Fix ?? "");
                }
            }

            var hops =
                Paths.SelectMany(
                    path => path.Hops.Select(hop => (Place: $"{path.Stream}, partition {path.Partition}: {hop.Pipeline}", Hop: hop)))
                .Concat(Refused.Select(hop => (Place: hop.Pipeline, Hop: hop)))
                .Where(found => found.Hop.Trouble is not null)
                .OrderByDescending(found => found.Hop.IsBroken)
                .ToList();
            return hops.Count == 0 ? null : (hops[0].Place, hops[0].Hop.Trouble!, hops[0].Hop.Fix ?? Wait);
        }
    }
}
