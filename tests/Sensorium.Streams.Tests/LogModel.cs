namespace Sensorium.Streams.Tests;

/// <summary>What a log of one partition should hold.</summary>
internal sealed class LogModel
{
    /// <summary>By offset; a control record has no value of text.</summary>
    internal List<(string? Key, string? Value, long Control)> Entries { get; } = [];

    internal long End => Entries.Count;

    internal long Received { get; set; }

    internal long Appended { get; set; }

    internal long Duplicate { get; set; }

    internal long Refused { get; set; }

    internal bool Registered { get; set; }

    internal long Committed { get; set; }

    internal long NextSequence { get; set; }

    internal (long Sequence, Task<AppendResult> First, RecordBatch Batch)? Producer { get; set; }

    /// <summary>After a kill: retries and refusals since the last frame are lost, on both sides of the equation.</summary>
    internal void ForgetWhatNoFrameTells(StreamLedger ledger)
    {
        ledger.Duplicate.ShouldBeLessThanOrEqualTo(Duplicate);
        ledger.Refused.ShouldBeLessThanOrEqualTo(Refused);
        (Duplicate, Refused) = (ledger.Duplicate, ledger.Refused);
        Received = Appended + Duplicate + Refused;
    }
}
