namespace Sensorium.Web.Ingest;

/// <summary>How records stand in a body.</summary>
internal enum BodyFormat
{
    /// <summary>One JSON value.</summary>
    Value,

    /// <summary>A JSON array with a record an element.</summary>
    Array,

    /// <summary>A record a line.</summary>
    Lines,
}
