namespace Sensorium.Core;

/// <summary>The types a column can have. Each has exactly one physical form, given with the member.</summary>
public enum TypeKind : byte
{
    /// <summary>One byte, 0 or 1.</summary>
    Boolean,

    /// <summary>32-bit signed.</summary>
    Integer,

    /// <summary>64-bit signed.</summary>
    BigInt,

    /// <summary>IEEE 754 binary64.</summary>
    Double,

    /// <summary>UTF-8 text.</summary>
    Varchar,

    /// <summary>Bytes as received.</summary>
    Binary,

    /// <summary>Days since 1970-01-01, 32-bit signed.</summary>
    Date,

    /// <summary>A UTC instant, microseconds since 1970-01-01, 64-bit signed.</summary>
    Timestamp,

    /// <summary>A length of time in microseconds, 64-bit signed. Only inside expressions; no table has such a column.</summary>
    Interval,

    /// <summary>Latitude and longitude in degrees (WGS 84), a <see cref="GeoPoint"/>.</summary>
    Point,
}
