namespace Sensorium.Sql.Syntax;

/// <param name="BrokenNames">Names that statements with errors would have made; nobody complains that they are unknown.</param>
internal sealed record ParsedFile(
    SqlFile File,
    IReadOnlyList<StatementSyntax> Statements,
    IReadOnlyList<Comment> Comments,
    IReadOnlyList<string> BrokenNames);
