namespace Sensorium.Lake.Query;

/// <summary>What a query's answer is.</summary>
public enum QueryMode
{
    /// <summary>Its rows, as text; nested values as JSON.</summary>
    Rows,

    /// <summary>Its rows, as typed values in JSON.</summary>
    Values,

    /// <summary>How many rows, and a hash over all of them.</summary>
    Hash,

    /// <summary>Its rows as a Parquet file.</summary>
    Parquet,
}
