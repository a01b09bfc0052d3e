namespace Sensorium.Lake.DuckDb;

/// <summary>DuckDB's names of types, taken apart.</summary>
internal static class TypeText
{
    /// <summary>The types of a list of types: what commas of the outermost level stand between.</summary>
    public static List<string> Parts(string list)
    {
        var parts = new List<string>();
        var (start, depth) = (0, 0);
        for (var at = 0; at < list.Length; at++)
        {
            switch (list[at])
            {
                case '"' or '\'':
                    at = ClosingQuote(list, at);
                    break;
                case '(':
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
                case ',' when depth == 0:
                    parts.Add(list[start..at]);
                    start = at + 2;
                    break;
            }
        }

        parts.Add(list[start..]);
        return parts;
    }

    /// <summary>Name, as SQL writes it, and type of a STRUCT's member.</summary>
    public static (string Name, string Type) Member(string part)
    {
        var end = part[0] == '"' ? ClosingQuote(part, 0) + 1 : part.IndexOf(' ', StringComparison.Ordinal);
        var name = part[..end];
        return (name[0] == '"' ? name : DuckSql.Identifier(name), part[(end + 1)..]);
    }

    /// <summary>Where what is quoted ends; a quote inside stands twice.</summary>
    private static int ClosingQuote(string text, int open)
    {
        var at = open + 1;
        while (text[at] != text[open] || (at + 1 < text.Length && text[at + 1] == text[open]))
        {
            at += text[at] == text[open] ? 2 : 1;
        }

        return at;
    }
}
