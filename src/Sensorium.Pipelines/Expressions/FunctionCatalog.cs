namespace Sensorium.Pipelines.Expressions;

/// <summary>All scalar functions and operators by name.</summary>
public static partial class FunctionCatalog
{
    private static readonly Dictionary<string, List<ScalarFunction>> ByName = new(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The overloads of a function, empty where there is none.</summary>
    public static IReadOnlyList<ScalarFunction> Overloads(string name) => ByName.TryGetValue(name, out var found) ? found : [];
}
