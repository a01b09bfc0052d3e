namespace Sensorium.Core;

/// <summary>A piece of a SQL file. Line and column start at 1; offset and length are in UTF-16 units of the file's text.</summary>
public readonly record struct SourceSpan(string File, int Line, int Column, int Offset, int Length)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
