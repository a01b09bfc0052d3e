namespace Sensorium.Sql.Plan;

public enum RecordFormat : byte
{
    /// <summary>One JSON object a record.</summary>
    Json,

    /// <summary>One CSV row a record (RFC 4180; in files a quoted field may hold line breaks).</summary>
    Csv,
}
