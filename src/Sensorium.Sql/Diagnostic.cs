using Sensorium.Core;

namespace Sensorium.Sql;

/// <summary>One thing wrong with a city's SQL. Several are given at once.</summary>
/// <param name="Code">Stable, <c>SN2xxx</c>, with a page in <c>docs/errors/</c>.</param>
/// <param name="Advice">The fix, in one sentence.</param>
public sealed record Diagnostic(string Code, SourceSpan Span, string Message, string Advice)
{
    public override string ToString() => $"{Span}: error {Code}: {Message}\n  fix: {Advice}";
}
