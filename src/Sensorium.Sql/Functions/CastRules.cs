using Sensorium.Core;

namespace Sensorium.Sql.Functions;

/// <summary>Which casts the language has. The engine implements each of them.</summary>
public static class CastRules
{
    /// <summary>Whether CAST from one type to the other exists. From a type to itself it always does.</summary>
    public static bool IsDefined(TypeKind from, TypeKind to) => from == to || (from, to) is
        (TypeKind.Boolean, TypeKind.Integer or TypeKind.BigInt or TypeKind.Double or TypeKind.Varchar)
        or (TypeKind.Integer, TypeKind.Boolean or TypeKind.BigInt or TypeKind.Double or TypeKind.Varchar)
        or (TypeKind.BigInt, TypeKind.Boolean or TypeKind.Integer or TypeKind.Double or TypeKind.Varchar)
        or (TypeKind.Double, TypeKind.Boolean or TypeKind.Integer or TypeKind.BigInt or TypeKind.Varchar)
        or (TypeKind.Varchar, TypeKind.Boolean or TypeKind.Integer or TypeKind.BigInt or TypeKind.Double or TypeKind.Binary)
        or (TypeKind.Varchar, TypeKind.Date or TypeKind.Timestamp)
        or (TypeKind.Binary or TypeKind.Interval or TypeKind.Point, TypeKind.Varchar)
        or (TypeKind.Date, TypeKind.Timestamp or TypeKind.Varchar)
        or (TypeKind.Timestamp, TypeKind.Date or TypeKind.Varchar);

    /// <summary>
    /// Whether a value may be cast without being asked to, because nothing can go wrong: INT → BIGINT → DOUBLE, DATE → TIMESTAMP.
    /// </summary>
    public static bool IsImplicit(TypeKind from, TypeKind to) => from == to || (from, to) is
        (TypeKind.Integer, TypeKind.BigInt or TypeKind.Double) or (TypeKind.BigInt, TypeKind.Double) or (TypeKind.Date, TypeKind.Timestamp);
}
