using Sensorium.Core;

namespace Sensorium.Engine.Expressions;

/// <summary>Says which cast a method of <see cref="Casts"/> does. It has the form of a function's implementation.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class CastAttribute(TypeKind from, TypeKind to) : Attribute
{
    public TypeKind From { get; } = from;

    public TypeKind To { get; } = to;
}
