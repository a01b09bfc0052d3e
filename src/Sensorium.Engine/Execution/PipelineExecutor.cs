using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Operators;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// A pipeline's work, from positions to rows that wait for a commit, in rounds: the lanes decode, the partitions' watermarks pass over the
/// rows in order, the lanes process; then the merge stage does what takes all lanes' rows together. Between rounds nothing is half done, and
/// a checkpoint may be taken.
/// </summary>
internal sealed class PipelineExecutor
{
    private readonly PipelineSpec _shape;
    private readonly IScheduler _scheduler;
    private readonly List<PartitionCursor> _cursors = [];
    private readonly Lane[] _lanes;
    private readonly MergeStage _merge;
    private readonly long[] _reads;
    private readonly FateCounts[] _fates;
    private readonly long[] _pending;
    private readonly RowNotes[] _notes;
    private readonly CauseCounts _causes;

    public PipelineExecutor(PipelineSpec shape, IReadOnlyList<PipelineInput> inputs, IScheduler scheduler, PipelineOptions options)
    {
        _shape = shape;
        _scheduler = scheduler;
        var streams = shape.Plan.Streams;
        _reads = new long[streams.Count];
        _fates = [.. streams.Select(_ => new FateCounts())];
        _pending = new long[streams.Count];
        _notes = new RowNotes[streams.Count];
        _causes = new(streams.Count);
        for (var input = 0; input < streams.Count; input++)
        {
            var stream = streams[input].Stream;
            var source = inputs.First(candidate => candidate.Stream.Name == stream.Name).Source;
            foreach (var partition in source.Partitions)
            {
                _cursors.Add(new(input, partition, stream.Delay.Ticks / 10, options.FiresAtEnd, countsEmpty: streams.Count > 1));
            }
        }

        int PartitionsOf(StreamDefinition stream) => inputs.First(input => input.Stream.Name == stream.Name).Source.Partitions.Count;
        _lanes = [.. Enumerable.Range(0, options.Lanes).Select(_ => new Lane(inputs, shape, options, PartitionsOf))];
        _merge = new(shape, _lanes, PartitionsOf);
        Streams = [.. streams.Select(input => input.Stream)];
        Rows = new("main", shape.Schema);
        Late = new("late", RecordTables.Late);
        Rejected = new("rejected", RecordTables.Rejected);
    }

    public IReadOnlyList<StreamDefinition> Streams { get; }

    public IReadOnlyList<PartitionCursor> Cursors => _cursors;

    public bool HasEnded => _cursors.All(cursor => cursor.HasEnded);

    /// <summary>Whether all that its logs have now was read; never so for input that ends.</summary>
    public bool IsCaughtUp => _cursors.TrueForAll(cursor => !cursor.Partition.IsFinite && cursor.Position >= cursor.Partition.End);

    /// <summary>Records read so far.</summary>
    public long Read => _reads.Sum();

    /// <summary>Whether any operator holds state beyond buffered output rows.</summary>
    public bool HasState => _shape.Plan.HasState;

    public PendingRows Rows { get; }

    public PendingRows Late { get; }

    public PendingRows Rejected { get; }

    /// <summary>The least of the partitions' watermarks, in microseconds.</summary>
    public long Watermark => _cursors.Min(cursor => cursor.Watermark);

    /// <summary>Of windows, waiting rows and remembered keys, in bytes.</summary>
    public long StateSize => _merge.StateSize;

    /// <exception cref="SensoriumException">SN4007: the state is larger than <paramref name="budget"/>, in bytes.</exception>
    public void CheckBudget(long budget)
    {
        if (StateSize is var size && size > budget)
        {
            throw new SensoriumException(
                ErrorCodes.StateBeyondBudget,
                $"The pipeline {_shape.Id} holds {size / 1048576.0:N1} MiB of open windows, waiting rows and remembered keys; its budget is {budget / 1048576.0:N1} MiB.",
                "Raise state.budget, or use smaller windows and intervals, a coarser key or a shorter watermark delay. A checkpoint it has is intact.");
        }
    }

    /// <summary>Reads about a block of every partition for each lane.</summary>
    /// <returns>Blocks read; 0 where there was nothing.</returns>
    public async Task<int> Run(CancellationToken cancellation)
    {
        var order = new List<DecodedBlock>();
        var next = 0;
        foreach (var cursor in _cursors)
        {
            // Several blocks of one partition may be in a round, on different lanes: their order is kept here.
            for (var i = 0; i < _lanes.Length; i++)
            {
                var lane = _lanes[next++ % _lanes.Length];
                if (!lane.Read(cursor))
                {
                    break;
                }

                order.Add(lane.Round[^1]);
            }
        }

        if (order.Count > 0)
        {
            await OnLanes(lane => lane.Decode(), cancellation);
            foreach (var block in order)
            {
                block.Advance();
            }

            await OnLanes(lane => lane.Process(), cancellation);
            foreach (var lane in _lanes)
            {
                Collect(lane);
            }
        }

        _merge.Advance(Watermark);
        Take(_merge.Records);
        _causes.Take(_merge.Causes);
        Take(_merge.Rejected, Rejected);
        if (_merge.Output.Rows.Count > 0)
        {
            Rows.Add(_merge.Output.Take());
        }

        return order.Count;
    }

    /// <summary>What has become of every record read so far.</summary>
    public IReadOnlyList<LedgerEntry> Ledger() => [.. Streams.Select((stream, input) =>
    {
        var fates = _fates[input];
        return new LedgerEntry(
            _shape.Id,
            stream.Name,
            _reads[input],
            fates[Fate.Stored],
            fates[Fate.Filtered],
            fates[Fate.Rejected],
            fates[Fate.Late],
            fates[Fate.Duplicate],
            InFlight(input) + _pending[input],
            Waiting(input, ReadTo(input)),
            [.. _causes.Counts
                .Where(cause => cause.Value[input] > 0)
                .OrderByDescending(cause => cause.Value[input])
                .ThenBy(cause => cause.Key.Text, StringComparer.Ordinal)
                .Select(cause => new LedgerCause(cause.Key.Fate, cause.Key.File, cause.Key.Line, cause.Key.Text, cause.Value[input]))])
        {
            Controls = _cursors.Where(cursor => cursor.Input == input).Sum(cursor => cursor.Controls),
            Passed = _cursors.Where(cursor => cursor.Input == input).Sum(cursor => cursor.Passed),
            PartlyLate = _notes[input].PartlyLate,
            Conflicts = _notes[input].Conflicts,
            DuplicateKeys = _notes[input].DuplicateKeys,
        };
    })];

    /// <summary>The sum of the offsets up to which an input's partitions were read, those of a log.</summary>
    public long ReadTo(int input) => LogPartitions(input).Sum(cursor => cursor.Position.ToOffset());

    /// <summary>Positions of an input that are there now and lie beyond what was read. May be called beside a round.</summary>
    /// <param name="readTo">What <see cref="ReadTo"/> gave.</param>
    public long Waiting(int input, long readTo) => LogPartitions(input).Sum(cursor => cursor.Partition.End.ToOffset()) - readTo;

    private IEnumerable<PartitionCursor> LogPartitions(int input) => _cursors.Where(cursor => cursor.Input == input && !cursor.Partition.IsFinite);

    /// <summary>The records in <see cref="Rows"/> are stored: the commit point has passed.</summary>
    public void SettlePending()
    {
        for (var input = 0; input < _pending.Length; input++)
        {
            _fates[input].Add(Fate.Stored, _pending[input]);
            _pending[input] = 0;
        }
    }

    /// <summary>Adds what has changed since the last call: positions, counts and open windows, but not the rows that wait.</summary>
    public void Save(List<CheckpointChange> changes)
    {
        changes.Add(new("positions", SavePositions()));
        changes.Add(new("counts", SaveCounts()));
        _merge.Save(changes);
    }

    public void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        LoadPositions(sections["positions"]);
        LoadCounts(sections["counts"]);
        _merge.Load(sections);
    }

    private byte[] SavePositions()
    {
        var writer = new StateWriter();
        writer.Int(_cursors.Count);
        foreach (var cursor in _cursors)
        {
            writer.Text(Streams[cursor.Input].Name);
            writer.Int(cursor.Partition.Number);
            cursor.Save(writer);
        }

        return writer.Written.ToArray();
    }

    private void LoadPositions(byte[] section)
    {
        var reader = new StateReader(section);
        for (var count = reader.Int(); count > 0; count--)
        {
            var (stream, partition) = (reader.Text(), reader.Int());
            var saved = new StateReader(reader.Take(PartitionCursor.SavedBytes));
            var cursor = _cursors.Find(cursor => Streams[cursor.Input].Name == stream && cursor.Partition.Number == partition);
            cursor?.Load(saved);
        }
    }

    private byte[] SaveCounts()
    {
        var writer = new StateWriter();
        for (var input = 0; input < _reads.Length; input++)
        {
            writer.Long(_reads[input]);
            writer.Long(_pending[input]);
            foreach (var count in _fates[input].All)
            {
                writer.Long(count);
            }

            _notes[input].Save(writer);
        }

        writer.Int(_causes.Counts.Count);
        foreach (var (cause, counts) in _causes.Counts)
        {
            writer.Byte((byte)cause.Fate);
            writer.Text(cause.File);
            writer.Int(cause.Line);
            writer.Text(cause.Text);
            foreach (var count in counts)
            {
                writer.Long(count);
            }
        }

        return writer.Written.ToArray();
    }

    private void LoadCounts(byte[] section)
    {
        var reader = new StateReader(section);
        for (var input = 0; input < _reads.Length; input++)
        {
            _reads[input] = reader.Long();
            _pending[input] = reader.Long();
            foreach (ref var count in _fates[input].All)
            {
                count = reader.Long();
            }

            _notes[input] = RowNotes.Load(ref reader);
        }

        for (var count = reader.Int(); count > 0; count--)
        {
            var cause = new Cause((Fate)reader.Byte(), reader.Text(), reader.Int(), reader.Text());
            for (var input = 0; input < _reads.Length; input++)
            {
                if (reader.Long() is var records and > 0)
                {
                    _causes.Add(cause, input, records);
                }
            }
        }
    }

    private async Task OnLanes(Action<Lane> step, CancellationToken cancellation)
    {
        if (_lanes is [var only])
        {
            step(only);
            return;
        }

        await Task.WhenAll(_lanes.Select((lane, i) => _scheduler.Start(
            $"{_shape.Id} lane {i}",
            _ =>
            {
                step(lane);
                return Task.CompletedTask;
            },
            cancellation)));
    }

    private void Collect(Lane lane)
    {
        Take(lane.Records);
        for (var input = 0; input < _reads.Length; input++)
        {
            _notes[input].Take(ref lane.Outputs.Notes[input]);
        }

        _causes.Take(lane.Outputs.Causes);
        Take(lane.Raw, Rows);
        Take(lane.Outputs.Late, Late);
        Take(lane.Outputs.Rejected, Rejected);
        if (lane.Output.Rows.Count > 0)
        {
            Rows.Add(lane.Output.Take());
        }
    }

    private void Take(RecordAccount account)
    {
        for (var input = 0; input < _reads.Length; input++)
        {
            _reads[input] += account.Reads[input];
            _pending[input] += account.Pending[input];
            _fates[input].Take(account.Dropped[input]);
            (account.Reads[input], account.Pending[input]) = (0, 0);
        }
    }

    /// <summary>Records of an input that operators' state holds.</summary>
    private long InFlight(int input) => _merge.Records.InFlight[input] + _lanes.Sum(lane => lane.Records.InFlight[input]);

    private static void Take(RecordOutput? from, PendingRows into)
    {
        if (from?.Rows.Count > 0)
        {
            into.Add(from.Take());
        }
    }
}
