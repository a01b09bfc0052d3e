using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>
/// Regular expressions of .NET, run without backtracking, so that no pattern takes more than linear time; look-around and back references
/// do not exist. A pattern that is none fails.
/// </summary>
internal static class RegexFunctions
{
    private const int MostCached = 256;

    private static readonly ConcurrentDictionary<string, Regex?> Cache = new(StringComparer.Ordinal);

    [SqlFunction("regexp_like(varchar, varchar) boolean", "Whether a regular expression matches somewhere in a text.")]
    [SqlFunction("regexp(varchar, varchar) boolean")]
    [Prepared(1, nameof(Compile), nameof(IsMatch))]
    public static bool IsMatch(Utf8Text text, Utf8Text pattern, ref RowFault fault) =>
        Cached(pattern, ref fault) is { } regex && IsMatch(text, regex);

    public static bool IsMatch(Utf8Text text, Regex regex)
    {
        var chars = ArrayPool<char>.Shared.Rent(text.Length);
        var count = Encoding.UTF8.GetChars(text.Span, chars);
        var matches = regex.IsMatch(chars.AsSpan(0, count));
        ArrayPool<char>.Shared.Return(chars);
        return matches;
    }

    [SqlFunction(
        "similar_to(varchar, varchar) boolean",
        "Whether a text as a whole matches a pattern of SIMILAR TO: that of LIKE, and | * + ? {n,m} ( ) [ ] as in regular expressions.")]
    [Prepared(1, nameof(CompileSimilar), nameof(IsMatch))]
    public static bool IsSimilar(Utf8Text text, Utf8Text pattern, ref RowFault fault)
    {
        if (CompileSimilar(pattern.ToString()) is Regex regex)
        {
            return IsMatch(text, regex);
        }

        fault = RowFault.InvalidArgument;
        return false;
    }

    [SqlFunction(
        "regexp_replace(varchar, varchar, varchar) varchar",
        "The text with every match replaced; $1 in the replacement is the first group.")]
    [Prepared(1, nameof(Compile), nameof(Replace))]
    public static Utf8Text Replace(Utf8Text text, Utf8Text pattern, Utf8Text replacement, TextArena arena, ref RowFault fault) =>
        Cached(pattern, ref fault) is { } regex ? Replace(text, regex, replacement, arena) : default;

    public static Utf8Text Replace(Utf8Text text, Regex regex, Utf8Text replacement, TextArena arena) =>
        IsMatch(text, regex) ? Make(regex.Replace(text.ToString(), replacement.ToString()), arena) : text;

    [SqlFunction("regexp_extract(varchar, varchar) varchar", "The first match, or the group given of it; NULL where there is none.")]
    [Prepared(1, nameof(Compile), nameof(Extract))]
    public static Utf8Text Extract(Utf8Text text, Utf8Text pattern, TextArena arena, ref bool isNull, ref RowFault fault) =>
        Extract(text, pattern, 0, arena, ref isNull, ref fault);

    public static Utf8Text Extract(Utf8Text text, Regex regex, TextArena arena, ref bool isNull) =>
        Extract(text, regex, 0, arena, ref isNull);

    [SqlFunction("regexp_extract(varchar, varchar, int) varchar")]
    [Prepared(1, nameof(Compile), nameof(Extract))]
    public static Utf8Text Extract(Utf8Text text, Utf8Text pattern, int group, TextArena arena, ref bool isNull, ref RowFault fault) =>
        Cached(pattern, ref fault) is { } regex ? Extract(text, regex, group, arena, ref isNull) : default;

    public static Utf8Text Extract(Utf8Text text, Regex regex, int group, TextArena arena, ref bool isNull)
    {
        isNull = !IsMatch(text, regex);
        if (isNull)
        {
            return default;
        }

        var found = regex.Match(text.ToString()).Groups[group];
        isNull = !found.Success;
        return isNull ? default : Make(found.Value, arena);
    }

    public static object? Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public static object? CompileSimilar(string pattern)
    {
        var regex = new StringBuilder("\\A(?:");
        var inSet = false;
        foreach (var sign in pattern)
        {
            inSet = sign == '[' || (inSet && sign != ']');
            regex.Append(sign switch
            {
                '%' when !inSet => "(?s:.*)",
                '_' when !inSet => "(?s:.)",
                '.' or '^' or '$' or '\\' when !inSet => "\\" + sign,
                '\\' => "\\\\",
                _ => sign.ToString(),
            });
        }

        return Compile(regex.Append(")\\z").ToString());
    }

    private static Regex? Cached(Utf8Text pattern, ref RowFault fault)
    {
        var text = pattern.ToString();
        if (!Cache.TryGetValue(text, out var regex))
        {
            if (Cache.Count >= MostCached)
            {
                Cache.Clear();
            }

            regex = (Regex?)Compile(text);
            Cache[text] = regex;
        }

        if (regex is null)
        {
            fault = RowFault.InvalidArgument;
        }

        return regex;
    }

    private static Utf8Text Make(string text, TextArena arena)
    {
        Encoding.UTF8.GetBytes(text, arena.Allocate(Encoding.UTF8.GetByteCount(text), out var made));
        return made;
    }
}
