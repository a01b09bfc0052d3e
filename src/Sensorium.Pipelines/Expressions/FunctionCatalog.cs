using System.Reflection;
using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>All scalar functions and operators by name.</summary>
public static class FunctionCatalog
{
    private static readonly Dictionary<string, List<ScalarFunction>> ByName = Load();

    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The overloads of a function, empty where there is none.</summary>
    public static IReadOnlyList<ScalarFunction> Overloads(string name) => ByName.TryGetValue(name, out var found) ? found : [];

    private static Dictionary<string, List<ScalarFunction>> Load()
    {
        var byName = new Dictionary<string, List<ScalarFunction>>(StringComparer.OrdinalIgnoreCase);
        Type[] homes = [typeof(ArithmeticFunctions), typeof(ComparisonFunctions), typeof(TextFunctions), typeof(TimeFunctions), typeof(GeoFunctions)];
        foreach (var method in homes.SelectMany(home => home.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)))
        {
            foreach (var attribute in method.GetCustomAttributes<SqlFunctionAttribute>())
            {
                var function = attribute.Signature is { } signature ? Declared(attribute.Name, signature, method) : Inferred(attribute.Name, method);
                if (!byName.TryGetValue(function.Name, out var overloads))
                {
                    byName[function.Name] = overloads = [];
                }

                overloads.Add(function);
            }
        }

        return byName;
    }

    private static ScalarFunction Inferred(string name, MethodInfo method)
    {
        var parameters = method.GetParameters()
            .Where(parameter => parameter.ParameterType != typeof(TextArena) && !parameter.ParameterType.IsByRef)
            .Select(parameter => KindOf(parameter.ParameterType));
        return new(name, [.. parameters], KindOf(method.ReturnType), method);
    }

    private static ScalarFunction Declared(string name, string signature, MethodInfo method)
    {
        var open = signature.IndexOf('(', StringComparison.Ordinal);
        var parameters = signature[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new(name, [.. parameters.Select(Enum.Parse<TypeKind>)], Enum.Parse<TypeKind>(signature[..open]), method);
    }

    private static TypeKind KindOf(Type type) =>
        type == typeof(bool) ? TypeKind.Boolean
        : type == typeof(int) ? TypeKind.Integer
        : type == typeof(long) ? TypeKind.BigInt
        : type == typeof(double) ? TypeKind.Double
        : type == typeof(Utf8Text) ? TypeKind.Varchar
        : type == typeof(GeoPoint) ? TypeKind.Point
        : throw new NotSupportedException(type.Name);
}
