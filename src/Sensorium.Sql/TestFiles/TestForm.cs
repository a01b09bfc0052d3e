namespace Sensorium.Sql.TestFiles;

public enum TestForm : byte
{
    /// <summary>Values by column.</summary>
    Values,

    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>CSV, with the header that the stream declares.</summary>
    Csv,
}
