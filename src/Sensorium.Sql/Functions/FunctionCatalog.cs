using Sensorium.Core;

namespace Sensorium.Sql.Functions;

/// <summary>The signatures of the scalar functions and operators that queries may call, by name.</summary>
public sealed class FunctionCatalog
{
    private readonly Dictionary<string, List<ScalarFunction>> _byName = new(StringComparer.OrdinalIgnoreCase);

    public FunctionCatalog(IEnumerable<ScalarFunction> functions)
    {
        foreach (var function in functions)
        {
            if (!_byName.TryGetValue(function.Name, out var overloads))
            {
                _byName.Add(function.Name, overloads = []);
            }

            overloads.Add(function);
        }

        foreach (var overloads in _byName.Values)
        {
            // Narrow types first: a caller that takes the first overload its arguments fit widens no more than it must.
            overloads.Sort((left, right) => Rank(left).CompareTo(Rank(right)));
        }
    }

    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>
    /// The overloads of a function, empty where there is none. In order of preference where an argument could be cast to several.
    /// </summary>
    public IReadOnlyList<ScalarFunction> Overloads(string name) => _byName.TryGetValue(name, out var found) ? found : [];

    private static int Rank(ScalarFunction function) =>
        (function.Parameters.Count * 1000) + function.Parameters.Sum(type => (int)type * 10) + (function.IsVariadic ? 1 : 0);
}
