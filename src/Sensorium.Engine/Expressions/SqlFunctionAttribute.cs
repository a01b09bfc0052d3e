using Sensorium.Sql.Functions;

namespace Sensorium.Engine.Expressions;

/// <summary>Puts a static method into the <see cref="BuiltInFunctions"/>, once for each name or set of types it serves.</summary>
/// <param name="signature">As <c>name(type, type...) result</c>; dots after the last type say that it may come once or more.</param>
/// <param name="description">One sentence for the user; without one, the function is an alias or a further overload.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class SqlFunctionAttribute(string signature, string description = "") : Attribute
{
    public string Signature { get; } = signature;

    public string Description { get; } = description;

    /// <summary>A null among the variadic arguments is left out; it does not make the result null.</summary>
    public bool SkipsNulls { get; init; }
}
