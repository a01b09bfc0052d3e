namespace Sensorium.Pipelines.Sql;

/// <summary>"Did you mean": the nearest of known words.</summary>
internal static class Spelling
{
    /// <returns>The candidate with the fewest wrong letters, swaps counted as one, or null where all are too different.</returns>
    public static string? Closest(string word, IEnumerable<string> candidates)
    {
        var limit = word.Length <= 3 ? 1 : word.Length <= 8 ? 2 : 3;
        string? best = null;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - word.Length) <= limit && Distance(word, candidate) is var distance && distance <= limit
                && distance < candidate.Length)
            {
                (best, limit) = (candidate, distance - 1);
            }
        }

        return best;
    }

    /// <summary>A sentence with the nearest candidate, else <paramref name="otherwise"/>.</summary>
    public static string Advice(string word, IEnumerable<string> candidates, string otherwise) =>
        Closest(word, candidates) is { } closest ? $"did you mean {closest}?" : otherwise;

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
