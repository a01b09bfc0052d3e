namespace Sensorium.Sql.Syntax;

/// <summary>Leaves the statement whose error has just been reported. Caught by the parser's loop over statements, nowhere else.</summary>
internal sealed class SyntaxException : Exception;
