using Sensorium.Sql.Plan;

namespace Sensorium.Sql;

/// <param name="Program">Null where there are diagnostics.</param>
/// <param name="Diagnostics">By file, in the order given, then by place.</param>
public sealed record CompilationResult(CityProgram? Program, IReadOnlyList<Diagnostic> Diagnostics);
