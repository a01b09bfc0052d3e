namespace Sensorium.Core;

/// <summary>What somebody may have meant.</summary>
public static class Spelling
{
    /// <summary>Names that a message lists; of a thousand nobody reads more.</summary>
    private const int MostListed = 10;

    /// <summary>The known word nearest to <paramref name="written"/> without regard to case, or null where none is near.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        string? best = null;
        var bestDistance = (Math.Max(written.Length, 3) / 3) + 1;
        foreach (var word in known)
        {
            var distance = Distance(written.ToLowerInvariant(), word.ToLowerInvariant());
            if (distance < bestDistance)
            {
                (best, bestDistance) = (word, distance);
            }
        }

        return best;
    }

    /// <summary>The mend of a name that does not exist: the nearest one that does, else which there are.</summary>
    public static string Advice(string written, IReadOnlyCollection<string> known) => Nearest(written, known) is { } nearest
        ? $"did you mean '{nearest}'?"
        : known.Count == 0 ? "there is none." : $"there {(known.Count == 1 ? "is" : "are")} {List(known)}.";

    /// <summary>Names as a message shows them: the first of many.</summary>
    public static string List(IReadOnlyCollection<string> names) => names.Count <= MostListed
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostListed))} and {names.Count - MostListed} more";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.</summary>
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= to.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var change = from[i - 1] == to[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[from.Length, to.Length];
    }
}
