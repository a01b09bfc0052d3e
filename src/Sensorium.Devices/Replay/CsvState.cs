namespace Sensorium.Devices.Replay;

/// <summary>Where in a row a reader of CSV stands.</summary>
internal enum CsvState
{
    /// <summary>No CSV: every line end counts.</summary>
    Line,
    FieldStart,
    Plain,
    Quoted,

    /// <summary>After a quote in a quoted field: the field's end, or the first of two that stand for one.</summary>
    QuoteInQuoted,

    /// <summary>Behind such a quote and a carriage return, of which only a line feed makes a line end.</summary>
    ReturnAfterQuote,
}
