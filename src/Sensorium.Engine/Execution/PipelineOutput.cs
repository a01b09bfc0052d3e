using Sensorium.Core.Sinks;
using Sensorium.Core.Tables;

namespace Sensorium.Engine.Execution;

/// <summary>One kind of a pipeline's rows (its result, late or rejected records) and the sinks that take them.</summary>
/// <param name="sinks">The first is the table that the rows are known by.</param>
internal sealed class PipelineOutput(PendingRows rows, params IReadOnlyList<ISink> sinks)
{
    private TableTail? _tail;

    public PendingRows Rows { get; } = rows;

    public IReadOnlyList<SinkProgress> Sinks { get; } = [.. sinks.Select(sink => new SinkProgress(sink))];

    /// <summary>The rows that wait, for readers of the live path; the last one given where nothing has changed since.</summary>
    public TableTail Tail(string applicationId)
    {
        var table = Sinks[0];
        if (_tail is null || _tail.Made != Rows.Made || _tail.Epoch != table.Epoch || _tail.ApplicationId != applicationId)
        {
            _tail = new(table.Sink.Name, table.Sink.Schema, applicationId, table.Epoch, Rows.Batches, Rows.Made);
        }

        return _tail;
    }
}
