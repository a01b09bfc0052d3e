using System.Reflection;
using Sensorium.Core;
using Sensorium.Pipelines.Expressions.Functions;

namespace Sensorium.Pipelines.Expressions;

/// <summary>All scalar functions and operators by name.</summary>
public static class FunctionCatalog
{
    private static readonly Type[] Rooms =
    [
        typeof(Arithmetic), typeof(Comparisons), typeof(MathFunctions), typeof(Rounding), typeof(TextFunctions), typeof(TextSearch),
        typeof(RegexFunctions), typeof(Encodings), typeof(TimeFunctions), typeof(TimeTexts), typeof(GeoFunctions),
    ];

    private static readonly Dictionary<string, List<ScalarFunction>> ByName = Collect();

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The overloads of a function, empty where there is none. In order of preference where an argument could be cast to several.</summary>
    public static IReadOnlyList<ScalarFunction> Overloads(string name) => ByName.TryGetValue(name, out var found) ? found : [];

    private static Dictionary<string, List<ScalarFunction>> Collect()
    {
        var byName = new Dictionary<string, List<ScalarFunction>>(StringComparer.OrdinalIgnoreCase);
        foreach (var room in Rooms)
        {
            foreach (var method in room.GetMethods(BindingFlags.Static | BindingFlags.Public).OrderBy(method => method.MetadataToken))
            {
                foreach (var attribute in method.GetCustomAttributes<SqlFunctionAttribute>())
                {
                    var function = Parse(attribute, method);
                    if (!byName.TryGetValue(function.Name, out var overloads))
                    {
                        byName.Add(function.Name, overloads = []);
                    }

                    overloads.Add(function);
                }
            }
        }

        foreach (var overloads in byName.Values)
        {
            // Narrow types first: a caller that takes the first overload its arguments fit widens no more than it must.
            overloads.Sort((left, right) => Rank(left).CompareTo(Rank(right)));
        }

        return byName;
    }

    private static int Rank(ScalarFunction function) =>
        (function.Parameters.Count * 1000) + function.Parameters.Sum(type => (int)type * 10) + (function.IsVariadic ? 1 : 0);

    private static ScalarFunction Parse(SqlFunctionAttribute attribute, MethodInfo method)
    {
        var signature = attribute.Signature;
        var open = signature.IndexOf('(');
        var close = signature.LastIndexOf(')');
        var names = signature[(open + 1)..close].Split(", ", StringSplitOptions.RemoveEmptyEntries);
        var isVariadic = names.Length > 0 && names[^1].EndsWith("...", StringComparison.Ordinal);
        var parameters = Array.ConvertAll(names, name => TypeOf(name.TrimEnd('.')));
        return new(
            signature[..open],
            parameters,
            TypeOf(signature[(close + 2)..]),
            method,
            isVariadic,
            attribute.Description)
        {
            SkipsNulls = attribute.SkipsNulls,
        };
    }

    private static TypeKind TypeOf(string name) => name switch
    {
        "int" => TypeKind.Integer,
        _ => Enum.Parse<TypeKind>(name, ignoreCase: true),
    };
}
