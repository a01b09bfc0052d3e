using Sensorium.Core;

namespace Sensorium.Sql.Syntax;

/// <param name="Text">Without quotes and escapes.</param>
internal readonly record struct Token(TokenKind Kind, string Text, SourceSpan Span)
{
    public bool IsWord(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>For messages: what stands there.</summary>
    public string Described => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.String => $"the text '{(Text.Length > 40 ? Text[..40] + "…" : Text)}'",
        TokenKind.Number => $"the number {Text}",
        _ => $"'{Text}'",
    };
}
