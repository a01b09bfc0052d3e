using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>The CLR types of values in expressions and of columns.</summary>
internal static class PhysicalType
{
    public static Type Of(TypeKind type) => type switch
    {
        TypeKind.Boolean => typeof(bool),
        TypeKind.Integer or TypeKind.Date => typeof(int),
        TypeKind.BigInt or TypeKind.Timestamp or TypeKind.Interval => typeof(long),
        TypeKind.Double => typeof(double),
        TypeKind.Varchar or TypeKind.Binary => typeof(Utf8Text),
        TypeKind.Point => typeof(GeoPoint),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public static Type OfColumn(TypeKind type) => type switch
    {
        TypeKind.Boolean => typeof(Column<byte>),
        TypeKind.Varchar or TypeKind.Binary => typeof(TextColumn),
        _ => typeof(Column<>).MakeGenericType(Of(type)),
    };

    public static bool IsText(TypeKind type) => type is TypeKind.Varchar or TypeKind.Binary;
}
