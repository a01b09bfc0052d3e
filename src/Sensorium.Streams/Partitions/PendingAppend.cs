using System.Diagnostics;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;

namespace Sensorium.Streams.Partitions;

/// <summary>
/// Something that waits for the partition's writer: a batch, a control record, or neither: a wish to look after retention.
/// </summary>
internal sealed class PendingAppend
{
    private readonly TaskCompletionSource<AppendResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal AppendRequest Request { get; init; }

    internal ControlKind Control { get; init; }

    internal long ControlValue { get; init; }

    /// <summary>Stands until it is told, once its run is durable.</summary>
    internal AppendResult Result { get; set; }

    /// <summary>The sampled request it belongs to; the default where there is none.</summary>
    internal ActivityContext Trace { get; init; }

    /// <summary>When it began to wait; known only where it is traced.</summary>
    internal DateTimeOffset QueuedAt { get; init; }

    internal Task<AppendResult> Answer => _answer.Task;

    internal bool IsControl => Control != 0;

    internal bool IsRetention => !IsControl && Request.Records is null;

    /// <summary>Records of the ledger.</summary>
    internal int Records { get; init; }

    /// <summary>Bytes of the frame.</summary>
    internal int Length => IsControl ? FrameHeader.Size + Frame.ControlBody : IsRetention ? 0 : (int)Request.Records.EncodedLength;

    internal void Tell() => _answer.TrySetResult(Result);

    internal void Fail(Exception error) => _answer.TrySetException(error);
}
