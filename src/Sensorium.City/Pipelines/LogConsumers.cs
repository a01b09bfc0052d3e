using Sensorium.Core.Sources;
using Sensorium.Engine.Execution;
using Sensorium.Sql.Plan;
using Sensorium.Streams;

namespace Sensorium.City.Pipelines;

/// <summary>The pipelines of a city as consumers of its logs: retention waits for those that are registered.</summary>
/// <param name="logOf">Physical name of a stream → its log.</param>
/// <param name="all">The logs of all streams, also of those that no statement reads.</param>
internal sealed class LogConsumers(Func<string, StreamLog> logOf, Func<IEnumerable<StreamLog>> all)
{
    public StreamLog LogOf(string stream) => logOf(stream);

    /// <summary>A stream as a pipeline reads it; what it commits is told to the log.</summary>
    public PipelineInput Input(string pipeline, StreamDefinition stream)
    {
        var log = logOf(stream.PhysicalName);
        var isRegistered = false;
        return log.IsReadOnly ? new(stream, log) : new(stream, log, Committed: (partition, position) =>
        {
            if (!isRegistered)
            {
                log.Register(pipeline); // Once a start: it writes and syncs a file.
                isRegistered = true;
            }

            log.Commit(pipeline, partition, position);
        }, Traces: log.Traces);
    }

    /// <summary>
    /// How the pipeline that keeps a stream's records writes time marks for idle partitions; null where the log takes none.
    /// </summary>
    public Func<int, ControlKind, long, Task>? Heartbeats(StreamDefinition stream)
    {
        var log = logOf(stream.PhysicalName);
        return log.IsReadOnly ? null : async (partition, kind, value) => await log.AppendHeartbeat(partition, kind, value);
    }

    /// <summary>
    /// Before a record comes: a pipeline that stands still from its first moment, because its table cannot be opened, is owed the records
    /// too. Where the disk fails the log holds them back all the same, and the next start registers again. A statement that is gone from
    /// the city holds back no log; its table stays.
    /// </summary>
    /// <param name="known">Every pipeline of the city, also one that does not run.</param>
    public void Register(IReadOnlyList<PipelineSupervisor> pipelines, IReadOnlySet<string> known)
    {
        foreach (var log in all().Where(log => !log.IsReadOnly))
        {
            foreach (var gone in log.Registered.Where(name => !known.Contains(name)))
            {
                log.Deregister(gone);
            }
        }

        foreach (var pipeline in pipelines)
        {
            foreach (var log in pipeline.Streams.Select(logOf).Where(log => !log.IsReadOnly))
            {
                try
                {
                    log.Register(pipeline.Id);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // The pipeline says so when it opens.
                }
            }
        }
    }
}
