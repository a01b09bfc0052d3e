namespace Sensorium.Core.Formats;

/// <summary>A field of a CSV text.</summary>
/// <param name="Start">Index of its first character in the text, which may be its quote.</param>
/// <param name="Length">In characters, quotes included.</param>
/// <param name="Text">What it says.</param>
/// <param name="Line">On which it begins, from 1.</param>
/// <param name="IsBroken">Whether its quote does not end, or something else than a comma or the line's end stands behind it.</param>
public readonly record struct CsvCell(int Start, int Length, string Text, int Line, bool IsQuoted, bool IsBroken);
