namespace Sensorium.Benchmarks.Decode;

/// <summary>In which form the same events are written.</summary>
internal enum EventShape
{
    /// <summary>One producer: the same fields in the same order.</summary>
    Same,

    /// <summary>One event in ten by another producer: with spaces, in another order.</summary>
    Tenth,

    /// <summary>The fields of each event in an order of their own.</summary>
    Shuffled,

    /// <summary>Rows of CSV with a header.</summary>
    Csv,
}
