using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Functions;

/// <summary>Functions that look for text in text. Places are in code points, from 1; 0 where it is not found.</summary>
internal static class TextSearch
{
    [SqlFunction(
        "like(varchar, varchar) boolean",
        "Whether a text matches a pattern, in which % is any text and _ one character. With a third argument, that character before %, _ "
            + "or itself takes it literally.")]
    [Prepared(1, nameof(Pattern), nameof(Like))]
    public static bool Like(Utf8Text text, Utf8Text pattern) => LikePattern.Compile(pattern.ToString())!.Matches(text);

    [SqlFunction("like(varchar, varchar, varchar) boolean")]
    [Prepared(1, nameof(PatternWithEscape), nameof(Like))]
    public static bool Like(Utf8Text text, Utf8Text pattern, Utf8Text escape, ref RowFault fault)
    {
        if (LikePattern.Compile(pattern.ToString(), escape.ToString()) is { } compiled)
        {
            return compiled.Matches(text);
        }

        fault = RowFault.InvalidArgument;
        return false;
    }

    public static bool Like(Utf8Text text, LikePattern pattern) => pattern.Matches(text);

    public static object? Pattern(string pattern) => LikePattern.Compile(pattern);

    public static object? PatternWithEscape(string pattern, string escape) => LikePattern.Compile(pattern, escape);

    [SqlFunction("starts_with(varchar, varchar) boolean", "Whether the first text starts with the second.")]
    [SqlFunction("startswith(varchar, varchar) boolean")]
    public static bool StartsWith(Utf8Text text, Utf8Text start) => text.Span.StartsWith(start.Span);

    [SqlFunction("ends_with(varchar, varchar) boolean", "Whether the first text ends with the second.")]
    [SqlFunction("endswith(varchar, varchar) boolean")]
    public static bool EndsWith(Utf8Text text, Utf8Text end) => text.Span.EndsWith(end.Span);

    [SqlFunction("contains(varchar, varchar) boolean", "Whether the second text occurs in the first.")]
    public static bool Contains(Utf8Text text, Utf8Text part) => text.Span.IndexOf(part.Span) >= 0;

    [SqlFunction("strpos(varchar, varchar) int", "The place of the second text in the first, or 0.")]
    [SqlFunction("instr(varchar, varchar) int")]
    public static int Find(Utf8Text text, Utf8Text part) => Position(part, text);

    [SqlFunction("position(varchar, varchar) int", "The place of the first text in the second, or 0: POSITION(a IN b).")]
    [SqlFunction("locate(varchar, varchar) int", "The place of the first text in the second, from the place given on, or 0.")]
    public static int Position(Utf8Text part, Utf8Text text)
    {
        var at = text.Span.IndexOf(part.Span);
        return at < 0 ? 0 : CodePoints.Count(text.Span[..at]) + 1;
    }

    [SqlFunction("locate(varchar, varchar, int) int")]
    public static int Locate(Utf8Text part, Utf8Text text, int from)
    {
        if (from < 1 || from > CodePoints.Count(text.Span) + 1)
        {
            return 0;
        }

        var start = CodePoints.Offset(text.Span, from - 1);
        var at = text.Span[start..].IndexOf(part.Span);
        return at < 0 ? 0 : CodePoints.Count(text.Span.Slice(start, at)) + from;
    }
}
