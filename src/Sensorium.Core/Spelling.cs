namespace Sensorium.Core;

/// <summary>What somebody may have meant.</summary>
public static class Spelling
{
    /// <summary>Names that a message lists; of a thousand nobody reads more.</summary>
    private const int MostListed = 10;

    /// <summary>
    /// The known word with the fewest wrong letters without regard to case, a swap of neighbours counted as one, or null where all are too
    /// different: more than one letter wrong of three, two of eight, or three of more.
    /// </summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        var limit = written.Length <= 3 ? 1 : written.Length <= 8 ? 2 : 3;
        string? best = null;
        foreach (var word in known)
        {
            if (Math.Abs(word.Length - written.Length) <= limit && Distance(written, word) is var distance && distance <= limit
                && distance < word.Length)
            {
                (best, limit) = (word, distance - 1);
            }
        }

        return best;
    }

    /// <summary>A question with the nearest known word, else <paramref name="otherwise"/>.</summary>
    public static string Advice(string written, IEnumerable<string> known, string otherwise) =>
        Nearest(written, known) is { } nearest ? $"did you mean {nearest}?" : otherwise;

    /// <summary>The fix for a name that does not exist: the nearest one that does, else which there are.</summary>
    public static string Advice(string written, IReadOnlyCollection<string> known) => Nearest(written, known) is { } nearest
        ? $"did you mean '{nearest}'?"
        : known.Count == 0 ? "there is none." : $"there {(known.Count == 1 ? "is" : "are")} {List(known)}.";

    /// <summary>Names as a message shows them: the first of many.</summary>
    public static string List(IReadOnlyCollection<string> names) => names.Count <= MostListed
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostListed))} and {names.Count - MostListed} more";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.</summary>
    private static int Distance(string left, string right)
    {
        var (a, b) = (left.ToLowerInvariant(), right.ToLowerInvariant());
        if (a.Length > 64)
        {
            return a == b ? 0 : int.MaxValue;
        }

        var rows = new int[3][];
        for (var i = 0; i < 3; i++)
        {
            rows[i] = new int[b.Length + 1];
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0][j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var (previous, current) = (rows[(i - 1) % 3], rows[i % 3]);
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], rows[(i - 2) % 3][j - 2] + 1);
                }
            }
        }

        return rows[a.Length % 3][b.Length];
    }
}
