using Sensorium.Core;

namespace Sensorium.Sql.Functions;

/// <summary>The signature of one overload of a scalar function or operator. All are deterministic.</summary>
/// <param name="Name">Lower case; an operator's sign for operators.</param>
/// <param name="Parameters">Exact types; the binder casts arguments to them.</param>
/// <param name="IsVariadic">The last parameter may come once or more.</param>
/// <param name="Description">One sentence for the user; empty for an alias or a further overload.</param>
public sealed record ScalarFunction(
    string Name,
    IReadOnlyList<TypeKind> Parameters,
    TypeKind Result,
    bool IsVariadic = false,
    string Description = "")
{
    /// <summary>A null among the variadic arguments is left out; it does not make the result null.</summary>
    public bool SkipsNulls { get; init; }

    /// <summary>Overloads are told apart by identity: a catalog holds each once.</summary>
    public bool Equals(ScalarFunction? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>Reads <c>name(type, type...) result</c>; dots after the last type say that it may come once or more.</summary>
    public static ScalarFunction Parse(string signature, string description = "")
    {
        var open = signature.IndexOf('(');
        var close = signature.LastIndexOf(')');
        var names = signature[(open + 1)..close].Split(", ", StringSplitOptions.RemoveEmptyEntries);
        var isVariadic = names.Length > 0 && names[^1].EndsWith("...", StringComparison.Ordinal);
        return new(
            signature[..open],
            Array.ConvertAll(names, name => TypeOf(name.TrimEnd('.'))),
            TypeOf(signature[(close + 2)..]),
            isVariadic,
            description);
    }

    private static TypeKind TypeOf(string name) => name switch
    {
        "int" => TypeKind.Integer,
        _ => Enum.Parse<TypeKind>(name, ignoreCase: true),
    };
}
