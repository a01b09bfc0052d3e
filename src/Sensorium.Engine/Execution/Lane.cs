using Sensorium.Core;
using Sensorium.Engine.Decode;
using Sensorium.Engine.Operators;
using Sensorium.Engine.Operators.Output;
using Sensorium.Engine.Operators.Partition;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>One worker of a pipeline: its own decoders, operators and share of the state. Runs on one thread at a time.</summary>
internal sealed class Lane
{
    private readonly StreamDecoder[] _decoders;
    private readonly List<OperatorInput>[] _paths;
    private readonly Queue<DecodedBlock>[] _free;
    private readonly List<DecodedBlock> _round = [];
    private readonly PipelineOptions _options;
    private readonly bool _keepsRejected;
    private readonly Operator[] _exchanges;

    /// <param name="partitionsOf">How many partitions a stream has.</param>
    public Lane(IReadOnlyList<PipelineInput> inputs, PipelineSpec pipeline, PipelineOptions options, Func<StreamDefinition, int> partitionsOf)
    {
        var plan = pipeline.Plan;
        var streams = plan.Streams;
        _options = options;
        _keepsRejected = pipeline.KeepsRejected;
        Raw = pipeline.IsRaw ? new(RecordTables.Raw) : null;
        Outputs = new([.. streams.Select(input => input.Stream.Name)]);
        Records = new(streams.Count);
        Output = new(pipeline.Schema, Records);
        _decoders = new StreamDecoder[streams.Count];
        for (var input = 0; input < streams.Count; input++)
        {
            var source = inputs.First(candidate => candidate.Stream.Name == streams[input].Stream.Name);
            _decoders[input] = Decoder(plan, streams[input].Stream, source.Stream.Format, streams[input].Needed);
            UseHeaders(_decoders[input], source);
        }

        _paths = [.. streams.Select(_ => new List<OperatorInput>())];
        _free = [.. streams.Select(_ => new Queue<DecodedBlock>())];
        Streams = [.. streams.Select(input => input.Stream)];
        Operators = new Operator?[plan.Nodes.Count];
        var context = new OperatorContext([.. Streams.Select(stream => stream.Name)], Outputs, Records, partitionsOf);
        var end = PartitionOperator.Before(pipeline.Table, pipeline.Span, Outputs, new(Output));
        foreach (var (stream, first) in plan.OnLane(context, end, Operators))
        {
            _paths[Streams.IndexOf(stream)].Add(first);
        }

        _exchanges = [.. plan.Nodes.Where(node => node.IsExchange).Select(node => Operators[node.Id]).OfType<Operator>()];
    }

    public List<StreamDefinition> Streams { get; }

    public LaneOutputs Outputs { get; }

    public OutputOperator Output { get; }

    /// <summary>All records as they came, where the pipeline keeps them; else null.</summary>
    public RecordOutput? Raw { get; }

    /// <summary>By node; null where no rows come on lanes.</summary>
    public Operator?[] Operators { get; }

    /// <summary>What has become of the records that came by this lane.</summary>
    public RecordAccount Records { get; }

    /// <summary>Reads the next block of a partition into this lane's round.</summary>
    public bool Read(PartitionCursor cursor)
    {
        var block = _free[cursor.Input].TryDequeue(out var free) ? free : new(Streams[cursor.Input]);
        if (!cursor.Read(block.Block, _options.BlockBytes))
        {
            _free[cursor.Input].Enqueue(block);
            return false;
        }

        block.Cursor = cursor;
        _round.Add(block);
        return true;
    }

    public IReadOnlyList<DecodedBlock> Round => _round;

    /// <summary>First half of a round: bytes to columns. Needs nothing of other lanes.</summary>
    public void Decode()
    {
        foreach (var block in _round)
        {
            var decoder = _decoders[block.Cursor!.Input];
            decoder.Decode(block.Block, block.Cursor.Partition.Number, _options.Now, block.Decoded);
        }
    }

    /// <summary>Second half, when each row's watermark is known: columns to state or output.</summary>
    public void Process()
    {
        foreach (var block in _round)
        {
            var input = block.Cursor!.Input;
            Records.Reads[input] += block.Block.Count;
            Records.Drop(input, Fate.Rejected, block.Decoded.Rejected.Count);
            Outputs.Notes[input].Conflicts += block.Decoded.Conflicts;
            Outputs.Notes[input].DuplicateKeys += block.Decoded.DuplicateKeys;
            foreach (var rejected in block.Decoded.Rejected)
            {
                var stream = Streams[input];
                var span = rejected.Column < 0 ? stream.Span : stream.Columns[rejected.Column].Span;
                var reason = rejected.Describe(stream);
                Outputs.Causes.Add(new(Fate.Rejected, span.File, span.Line, reason), input, 1);
                if (_keepsRejected)
                {
                    Outputs.RejectRecord(input, block.Cursor.Partition.Number, block.Block, rejected.Record, reason);
                }
            }

            if (Raw is not null)
            {
                KeepRecords(block, input);
            }
            else if (block.Decoded.Count > 0)
            {
                foreach (var path in _paths[input])
                {
                    path.Process(new(block.Decoded.Rows) { Count = block.Decoded.Count, Origins = block.Origins });
                }

                foreach (var exchange in _exchanges)
                {
                    exchange.EndBlock(block.Origins);
                }

                block.Origins.CountDropped(Records.Dropped[input]);
            }

            block.Block.Clear();
            block.Decoded.Clear();
            _free[input].Enqueue(block);
        }

        _round.Clear();
    }

    private void KeepRecords(DecodedBlock block, int input)
    {
        for (var record = 0; record < block.Block.Count; record++)
        {
            Raw!.Add(Streams[input].Name, block.Cursor!.Partition.Number, block.Block, record);
            Raw.EndRow();
        }

        Records.Pending[input] += block.Decoded.Count;
    }

    private static void UseHeaders(StreamDecoder decoder, PipelineInput input)
    {
        foreach (var partition in input.Source.Partitions)
        {
            if (input.CsvHeader?.Invoke(partition.Number) is { } header)
            {
                decoder.SetHeader(partition.Number, header);
            }
        }
    }

    private static StreamDecoder Decoder(PhysicalPlan plan, StreamDefinition stream, RecordFormat format, SortedSet<int> needed)
    {
        var dictionaries = plan.CodedColumns()
            .Where(column => column.Stream == stream)
            .Select(column => column.Column)
            .Distinct()
            .ToDictionary(column => column, _ => new TextDictionary());
        return new(stream.Format == format ? stream : stream with { Format = format }, [.. needed], new() { Dictionaries = dictionaries });
    }
}
