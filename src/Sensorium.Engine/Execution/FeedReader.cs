using Sensorium.Core;
using Sensorium.Engine.Operators;
using Sensorium.Sql.Plan;
using Sensorium.Streams;

namespace Sensorium.Engine.Execution;

/// <summary>
/// Runs queries without state over a stretch of streams' logs, for those who look: in memory, with no checkpoint, ledger or hold on the
/// logs. Each stream is read and decoded once for all queries, a partition's rows come in their order. One thread at a time.
/// </summary>
public sealed class FeedReader
{
    private readonly List<FeedStream> _streams = [];
    private readonly List<PhysicalPlan> _plans = [];

    /// <param name="logOf">The log of a stream; null for one of which there are no rows.</param>
    /// <param name="sink">Takes the queries' rows, during <see cref="Read"/>. A row on which an expression fails does not come.</param>
    public FeedReader(IReadOnlyList<FeedQuery> queries, Func<StreamDefinition, StreamLog?> logOf, RowSink sink)
    {
        var paths = new Dictionary<string, (StreamDefinition Stream, SortedSet<int> Needed, List<OperatorInput> Paths)>(StringComparer.Ordinal);
        for (var query = 0; query < queries.Count; query++)
        {
            var plan = new PhysicalPlan(queries[query].Plan);
            _plans.Add(plan);
            foreach (var (stream, needed) in plan.Streams)
            {
                paths.TryAdd(stream.Name, (stream, [], []));
                paths[stream.Name].Needed.UnionWith(needed);
            }

            List<string> names = [.. plan.Streams.Select(input => input.Stream.Name)];
            var context = new OperatorContext(names, new(names), new(names.Count), _ => 1);
            var end = new OperatorInput(new SinkOperator(query, sink));
            foreach (var (stream, first) in plan.OnLane(context, end, new Operator?[plan.Nodes.Count]))
            {
                paths[stream.Name].Paths.Add(first);
            }
        }

        foreach (var (stream, needed, operators) in paths.Values)
        {
            if (logOf(stream) is { } log)
            {
                _streams.Add(new(stream, needed, operators, log));
            }
        }
    }

    /// <summary>Joins what is read from now on with another version of a reference table.</summary>
    /// <exception cref="SensoriumException">SN4012: the columns are not those that a query joins with.</exception>
    public void Switch(ReferenceTable next) => _plans.ForEach(plan => plan.Switch(next));

    /// <summary>Passes over what was appended before a time. Never goes back.</summary>
    /// <exception cref="SensoriumException">SN3002: a log is damaged.</exception>
    public void Seek(EventTime appended)
    {
        foreach (var stream in _streams)
        {
            stream.Seek(appended);
        }
    }

    /// <summary>Reads what is there, up to about <paramref name="blocks"/> blocks of a quarter of a mebibyte of each partition.</summary>
    /// <param name="until">Where to stop, by append time and to a block; null reads to the end.</param>
    /// <returns>Whether more may be there.</returns>
    /// <exception cref="SensoriumException">SN3002: a log is damaged.</exception>
    public bool Read(int blocks, EventTime? until = null)
    {
        var hasMore = false;
        foreach (var stream in _streams)
        {
            hasMore |= stream.Read(blocks, until?.Micros ?? long.MaxValue);
        }

        return hasMore;
    }
}
