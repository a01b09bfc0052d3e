using Sensorium.Core;

namespace Sensorium.Sql.Binding;

/// <summary>A column that expressions of a query may name.</summary>
/// <param name="Index">Into the schema of the plan so far.</param>
/// <param name="IsHidden">Found only with its qualifier, and not by <c>*</c>: the right side of USING.</param>
/// <param name="IsSystem">Found by name, not by <c>*</c>.</param>
internal sealed record ScopeColumn(string? Qualifier, Field Field, int Index, bool IsHidden = false, bool IsSystem = false)
{
    public string Name => Field.Name;
}
