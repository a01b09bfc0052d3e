namespace Sensorium.Engine.Decode;

/// <summary>Why a record is not what CREATE STREAM declares.</summary>
public enum RejectReason : byte
{
    None,

    /// <summary>No bytes, or more than a source hands over as one record.</summary>
    Empty,

    NotUtf8,

    /// <summary>Not one whole JSON value, or nested deeper than 64.</summary>
    NotJson,

    NotAnObject,

    /// <summary>A quote that is not closed, or text behind a closing quote.</summary>
    CsvQuotes,

    /// <summary>More or fewer fields than the header, or than columns where there is no header.</summary>
    CsvFieldCount,

    /// <summary>Null or absent, where the column is NOT NULL or the event time.</summary>
    Missing,

    /// <summary>A JSON value of a kind that the column's type never has.</summary>
    WrongType,

    /// <summary>Text that is not wholly a number.</summary>
    NotANumber,

    /// <summary>A number with decimals for an integer column.</summary>
    NotWhole,

    /// <summary>A number that the column's type cannot hold.</summary>
    Overflow,

    /// <summary>An escaped surrogate without its other half.</summary>
    LoneSurrogate,

    NotABoolean,
    NotADate,
    NotATimestamp,

    /// <summary>A timestamp without a zone, and none declared.</summary>
    NoZone,

    /// <summary>A local time that the zone's clocks skipped.</summary>
    SkippedLocalTime,

    /// <summary>Before year 1 or after year 9999.</summary>
    YearOutOfRange,

    NotAPoint,

    /// <summary>A latitude beyond ±90 or a longitude beyond ±180.</summary>
    PointOutOfRange,

    /// <summary>The event time is further after the append time than the stream allows.</summary>
    InTheFuture,

    CheckFailed,

    /// <summary>The CHECK itself failed: a division by zero, an overflow, a cast.</summary>
    CheckFault,
}
