namespace Sensorium.Sql.Syntax;

internal enum TokenKind : byte
{
    /// <summary>An unquoted name or a keyword: which of them, the place decides.</summary>
    Word,

    /// <summary>A name in double quotes or backticks; never a keyword.</summary>
    QuotedName,

    Number,
    String,
    Symbol,
    End,
}
