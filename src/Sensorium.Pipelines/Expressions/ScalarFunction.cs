using System.Reflection;
using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>One overload of a scalar function or operator. All are deterministic.</summary>
/// <param name="Name">Lower case; an operator's sign for operators.</param>
/// <param name="Parameters">Exact types; the binder casts arguments to them.</param>
/// <param name="IsVariadic">The last parameter may come once or more.</param>
/// <param name="Implementation">
/// A static method over the physical values (bool, int, long, double, <see cref="Utf8Text"/>, <see cref="GeoPoint"/>), which the
/// compiled loop calls directly. It is called only with non-null arguments; a null argument makes the result null. Variadic arguments
/// come as an array and the number of values in it. After the arguments stand, each only where it is needed: a <see cref="TextArena"/>
/// for text the method makes, <c>ref bool isNull</c> where its result may be null, <c>ref RowFault</c> where it may fail.
/// </param>
/// <param name="Description">One sentence for the user; empty for an alias or a further overload.</param>
public sealed record ScalarFunction(
    string Name,
    IReadOnlyList<TypeKind> Parameters,
    TypeKind Result,
    MethodInfo Implementation,
    bool IsVariadic = false,
    string Description = "")
{
    /// <summary>A null among the variadic arguments is left out; it does not make the result null.</summary>
    public bool SkipsNulls { get; init; }
}
