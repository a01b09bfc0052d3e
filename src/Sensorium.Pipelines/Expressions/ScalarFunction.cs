using System.Reflection;
using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions;

/// <summary>One overload of a scalar function or operator.</summary>
/// <param name="Name">Lower case; an operator's sign for operators.</param>
/// <param name="Parameters">Exact types; the binder casts arguments to them.</param>
/// <param name="IsVariadic">The last parameter may come once or more.</param>
/// <param name="Implementation">
/// A static method over the physical values (bool, int, long, double, <see cref="Utf8Text"/>, <see cref="GeoPoint"/>), which the
/// compiled loop calls directly. It is called only with non-null arguments; a null argument makes the result null. A method that makes
/// text takes a <see cref="TextArena"/> last; one that can fail takes <c>ref RowFault</c> last of all and sets it.
/// </param>
public sealed record ScalarFunction(
    string Name,
    IReadOnlyList<TypeKind> Parameters,
    TypeKind Result,
    MethodInfo Implementation,
    bool IsVariadic = false,
    string Description = "");
