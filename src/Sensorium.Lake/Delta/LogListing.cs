using System.Globalization;
using System.Text.RegularExpressions;
using Sensorium.Core.Objects;

namespace Sensorium.Lake.Delta;

/// <summary>The names in a <c>_delta_log</c>: its commits and whole checkpoints.</summary>
internal sealed partial class LogListing
{
    /// <summary>Commit files by version.</summary>
    public SortedDictionary<long, ObjectEntry> Commits { get; } = [];

    /// <summary>Files of each whole checkpoint by version, its parts in order.</summary>
    public SortedDictionary<long, IReadOnlyList<ObjectEntry>> Checkpoints { get; } = [];

    /// <summary>The newest version, −1 where there is none.</summary>
    public long Last => Math.Max(Commits.Count > 0 ? Commits.Keys.Last() : -1, Checkpoints.Count > 0 ? Checkpoints.Keys.Last() : -1);

    /// <summary>The oldest version that can be read, −1 where there is none.</summary>
    public long First => Commits.ContainsKey(0) ? 0 : Checkpoints.Count > 0 ? Checkpoints.Keys.First() : Commits.Count > 0 ? Commits.Keys.First() : -1;

    /// <param name="from">The first version that matters.</param>
    public static async ValueTask<LogListing> Read(IObjectStore objects, string folder, long from, CancellationToken cancellation)
    {
        var listing = new LogListing();
        var parts = new Dictionary<(long Version, int Count), SortedDictionary<int, ObjectEntry>>();
        var prefix = $"{folder}/_delta_log/";
        var startAfter = from > 0 ? string.Create(CultureInfo.InvariantCulture, $"{prefix}{from:D20}") : null;
        await foreach (var entry in objects.List(prefix, startAfter, cancellation))
        {
            var match = Name().Match(entry.Key[prefix.Length..]);
            if (!match.Success)
            {
                continue;
            }

            var version = long.Parse(match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture);
            if (match.Groups["part"].Success)
            {
                var count = int.Parse(match.Groups["parts"].ValueSpan, CultureInfo.InvariantCulture);
                var found = parts.TryGetValue((version, count), out var known) ? known : parts[(version, count)] = [];
                found[int.Parse(match.Groups["part"].ValueSpan, CultureInfo.InvariantCulture)] = entry;
                if (found.Count == count)
                {
                    listing.Checkpoints[version] = [.. found.Values];
                }
            }
            else if (match.Groups["checkpoint"].Success)
            {
                listing.Checkpoints[version] = [entry];
            }
            else
            {
                listing.Commits[version] = entry;
            }
        }

        return listing;
    }

    [GeneratedRegex(@"^(?<version>\d{20})(?:\.json|(?<checkpoint>\.checkpoint(?:\.(?<part>\d{10})\.(?<parts>\d{10}))?\.parquet))$")]
    private static partial Regex Name();
}
