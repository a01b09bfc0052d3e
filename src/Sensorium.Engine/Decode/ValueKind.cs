namespace Sensorium.Engine.Decode;

/// <summary>In which form a value stands in the record.</summary>
internal enum ValueKind : byte
{
    Absent,
    Null,

    /// <summary>A JSON string without escapes; the span leaves the quotes out.</summary>
    Text,

    /// <summary>A JSON string with escapes.</summary>
    EscapedText,

    Number,
    True,
    False,
    Object,
    Array,

    /// <summary>A CSV field without quotes.</summary>
    BareField,

    /// <summary>A CSV field in quotes, which the span leaves out.</summary>
    QuotedField,

    /// <summary>A CSV field in quotes that holds doubled quotes.</summary>
    DoubledField,
}
