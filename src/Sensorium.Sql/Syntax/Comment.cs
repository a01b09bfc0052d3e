using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

/// <param name="Text">With its marks.</param>
/// <param name="IsTrailing">Stands on a line after something else than a comment.</param>
/// <param name="HasBlankBefore">An empty line stands before it.</param>
/// <param name="HasBlankAfter">An empty line stands after it.</param>
internal sealed record Comment(string Text, SourceSpan Span, bool IsTrailing, bool HasBlankBefore, bool HasBlankAfter)
{
    /// <summary>Nothing can follow it on its line.</summary>
    public bool EndsLine => Text.StartsWith("--", StringComparison.Ordinal);
}
