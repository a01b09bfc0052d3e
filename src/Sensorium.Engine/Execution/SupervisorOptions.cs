using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>How a pipeline over a live stream works.</summary>
public sealed record SupervisorOptions
{
    /// <summary>Folder that holds a folder for each pipeline's checkpoint.</summary>
    public required string Checkpoints { get; init; }

    /// <summary>Between two commits of a table with new rows.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two checkpoints of a pipeline with state.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks at streams that have been read to their ends. Records wait this long at most before they are read.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Rows that wait for a commit, over all tables of a pipeline, before one is made at once.</summary>
    public long CommitRows { get; init; } = 200_000;

    /// <summary>Of a pipeline's open windows, waiting rows and remembered keys, in bytes.</summary>
    public long StateBudget { get; init; } = 2L << 30;

    /// <summary>Decode and aggregate in parallel; 1 or more.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Whether the end of finite input fires the windows that are open.</summary>
    public bool FiresAtEnd { get; init; }

    /// <summary>Whether a fault ends the pipeline; else it begins again from its checkpoint, after a pause.</summary>
    public bool EndsOnFault { get; init; }

    /// <summary>
    /// In a replay: pipeline id → the versions of reference tables that it joined with in the run that is replayed, or null where nothing is
    /// known of it. Null joins with the newest versions.
    /// </summary>
    public Func<string, IReadOnlyList<ReferenceSwitch>?>? ReferenceHistory { get; init; }

    /// <summary>The version that a switch of <see cref="ReferenceHistory"/> names.</summary>
    public Func<ReferenceSwitch, ReferenceTable>? ReferenceVersion { get; init; }

    /// <summary>Generates the identity of a newly created pipeline; distinct at each call.</summary>
    public Func<string> NewIdentity { get; init; } = () => Guid.NewGuid().ToString("n");
}
