namespace Sensorium.Pipelines.Expressions;

/// <summary>Matches LIKE patterns by greedy search with one point to go back to, in at most length × length steps.</summary>
internal static class LikePattern
{
    public static bool Matches(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern, byte? escape)
    {
        var (t, p, backText, backPattern) = (0, 0, 0, -1);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == escape && p + 1 < pattern.Length && pattern[p + 1] == text[t])
            {
                (t, p) = (t + 1, p + 2);
            }
            else if (p < pattern.Length && pattern[p] != escape && pattern[p] == (byte)'%')
            {
                (backPattern, backText) = (++p, t);
            }
            else if (p < pattern.Length && pattern[p] != escape && pattern[p] == (byte)'_')
            {
                (t, p) = (t + CharacterLength(text, t), p + 1);
            }
            else if (p < pattern.Length && pattern[p] != escape && pattern[p] == text[t])
            {
                (t, p) = (t + 1, p + 1);
            }
            else if (backPattern >= 0)
            {
                backText += CharacterLength(text, backText);
                (t, p) = (backText, backPattern);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == (byte)'%')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static int CharacterLength(ReadOnlySpan<byte> text, int at)
    {
        var end = at + 1;
        while (end < text.Length && (text[end] & 0xC0) == 0x80)
        {
            end++;
        }

        return end - at;
    }
}
