using System.Reflection;
using Sensorium.Engine.Expressions.Functions;
using Sensorium.Sql.Functions;

namespace Sensorium.Engine.Expressions;

/// <summary>
/// The functions and operators of the engine: their signatures for the language, and what the compiled loop calls for each.
/// </summary>
public static class BuiltInFunctions
{
    private static readonly Type[] Classes =
    [
        typeof(Arithmetic), typeof(Comparisons), typeof(MathFunctions), typeof(Rounding), typeof(TextFunctions), typeof(TextSearch),
        typeof(RegexFunctions), typeof(Encodings), typeof(TimeFunctions), typeof(TimeTexts), typeof(GeoFunctions),
    ];

    private static readonly Dictionary<ScalarFunction, MethodInfo> Methods = Collect();

    public static FunctionCatalog Catalog { get; } = new(Methods.Keys);

    /// <summary>
    /// A static method over the physical values (bool, int, long, double, <see cref="Core.Utf8Text"/>, <see cref="Core.GeoPoint"/>). It is
    /// called only with non-null arguments; a null argument makes the result null. Variadic arguments come as an array and the number of
    /// values in it. After the arguments stand, each only where it is needed: a <see cref="TextArena"/> for text the method makes,
    /// <c>ref bool isNull</c> where its result may be null, <c>ref RowFault</c> where it may fail.
    /// </summary>
    /// <param name="function">One of <see cref="Catalog"/>.</param>
    internal static MethodInfo Implementation(ScalarFunction function) => Methods[function];

    private static Dictionary<ScalarFunction, MethodInfo> Collect()
    {
        var methods = new Dictionary<ScalarFunction, MethodInfo>();
        foreach (var type in Classes)
        {
            foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Public).OrderBy(method => method.MetadataToken))
            {
                foreach (var attribute in method.GetCustomAttributes<SqlFunctionAttribute>())
                {
                    var function = ScalarFunction.Parse(attribute.Signature, attribute.Description);
                    methods.Add(attribute.SkipsNulls ? function with { SkipsNulls = true } : function, method);
                }
            }
        }

        return methods;
    }
}
