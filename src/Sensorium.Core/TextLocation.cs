namespace Sensorium.Core;

/// <summary>A place in a text, as editors count it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 characters.</param>
public readonly record struct TextLocation(int Line, int Column)
{
    /// <param name="offset">Characters from the text's first.</param>
    public static TextLocation Of(string text, int offset)
    {
        var before = text.AsSpan(0, offset);
        return new(1 + before.Count('\n'), offset - before.LastIndexOf('\n'));
    }
}
