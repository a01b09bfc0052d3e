using Sensorium.Lake.Delta;

namespace Sensorium.Lake.Query;

/// <summary>What is asked of a lake.</summary>
/// <param name="Sql">One SELECT.</param>
public sealed record LakeQuery(string Sql)
{
    public AsOf AsOf { get; init; }

    public QueryMode Mode { get; init; }

    /// <summary>The most rows to answer; null for as many as the lake's limits allow, which a greater number does not raise.</summary>
    public long? Rows { get; init; }

    /// <summary>Whether a running city first commits what it has.</summary>
    public bool IsFresh { get; init; } = true;

    /// <summary>Whether the data files of the lake's tables are compared with their checksums first. It reads them once more.</summary>
    public bool Verifies { get; init; }

    /// <summary>Tables beside the lake's.</summary>
    public QuerySources More { get; init; } = QuerySources.None;
}
