namespace Sensorium.Engine.Decode.Templates;

/// <summary>What is done about a value that a template expects.</summary>
internal enum FieldOperation : byte
{
    /// <summary>A string that is validated and dropped.</summary>
    SkipText,

    /// <summary>A number that is validated and dropped.</summary>
    SkipNumber,

    /// <summary>true, false or null that is dropped.</summary>
    SkipWord,

    /// <summary>A string to a flat column.</summary>
    Text,

    /// <summary>A string to a coded column.</summary>
    Code,

    /// <summary>A number to doubles.</summary>
    Double,

    /// <summary>A number to the first half of points.</summary>
    Latitude,

    /// <summary>A number to the second half of points.</summary>
    Longitude,

    /// <summary>A number to 32-bit integers.</summary>
    Integer,

    /// <summary>A number to 64-bit integers.</summary>
    BigInt,

    /// <summary>A number to a timestamp, by the column's unit.</summary>
    Epoch,

    /// <summary>A string to a timestamp.</summary>
    Timestamp,

    /// <summary>Anything else: found here, validated value by value.</summary>
    Validate,
}
