using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Operators;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>
/// The part of a pipeline that sees the rows of all lanes: puts rows in order where an operator needs it, fires windows, and pushes what
/// comes of them to the output. Works between rounds, alone.
/// </summary>
internal sealed class MergeStage
{
    private readonly PhysicalPlan _shape;
    private readonly Lane[] _lanes;
    private readonly Func<PlanNode, bool> _isAtOnce;
    private readonly int _inputs;
    private readonly LaneOutputs _outputs;
    private readonly List<KeyedOperator> _keyed = [];
    private readonly ReorderBuffer[] _sequencers;
    private readonly WindowState? _window;
    private readonly WindowSections _windowSections;
    private readonly WindowSections[] _laneSections;
    private readonly List<CheckpointChange> _superseded = [];
    private WindowFiring? _firing;

    /// <param name="isAtOnce">Whether a node of <see cref="PhysicalPlan.Sequences"/> need not wait for the watermark.</param>
    public MergeStage(PipelineSpec pipeline, Lane[] lanes, Func<PlanNode, bool> isAtOnce)
    {
        var shape = pipeline.Plan;
        (_shape, _lanes, _isAtOnce, _inputs) = (shape, lanes, isAtOnce, shape.Streams.Count);
        _outputs = new([.. shape.Streams.Select(input => input.Stream.Name)]);
        Output = new(pipeline.Schema, _inputs);
        _sequencers = new ReorderBuffer[shape.Sequences.Count];
        _laneSections = [.. lanes.Select((_, lane) => new WindowSections(lane))];
        _windowSections = new(lanes.Length);
        if (shape.Window is { } window && PhysicalPlan.IsTimed(window.Input))
        {
            _window = new(window, _inputs);
        }

        Build(shape.Root, PartitionOperator.Before(pipeline.Table, pipeline.Span, _outputs, Output));
    }

    /// <summary>Whether what has been read lives on here or in the lanes, and not only in rows.</summary>
    public bool HasState => _firing is not null || _keyed.Count > 0;

    public OutputOperator Output { get; }

    /// <summary>Rows that failed above the lanes.</summary>
    public RecordOutput Rejected => _outputs.Rejected;

    public CauseCounts Causes => _outputs.Causes;

    /// <summary>Of windows, waiting rows and remembered keys, in bytes.</summary>
    public long StateSize =>
        _lanes.Sum(lane => lane.Window?.Size ?? 0) + (_window?.Size ?? 0) + _sequencers.Sum(sequencer => sequencer.Size) + _keyed.Sum(keyed => keyed.Size);

    /// <summary>The watermark up to which windows have fired, in microseconds.</summary>
    public long FiredThrough
    {
        get => _firing?.FiredThrough ?? long.MinValue;
        set
        {
            if (_firing is not null)
            {
                _firing.FiredThrough = value;
            }
        }
    }

    /// <summary>Records of an input that are in open windows or wait.</summary>
    public long InFlight(int input) =>
        _lanes.Sum(lane => lane.Window?.InFlight[input] ?? 0) + (_window?.InFlight[input] ?? 0) + _sequencers.Sum(sequencer => sequencer.InFlight[input]);

    /// <summary>Takes what the lanes have collected, and does what the watermark makes due.</summary>
    public void Advance(long watermark)
    {
        for (var i = 0; i < _sequencers.Length; i++)
        {
            foreach (var lane in _lanes)
            {
                _sequencers[i].Take(lane.Sequences[i].Rows);
            }

            _sequencers[i].Release(watermark);
        }

        _firing?.Advance(watermark);
        foreach (var keyed in _keyed)
        {
            keyed.Evict(watermark);
        }
    }

    /// <summary>Moves the counts of records since the last call.</summary>
    /// <param name="fates">By input and fate.</param>
    /// <param name="pending">By input.</param>
    public void TakeCounts(long[][] fates, long[] pending)
    {
        for (var input = 0; input < _inputs; input++)
        {
            pending[input] += Output.Records[input];
            Output.Records[input] = 0;
            if (_firing is not null)
            {
                pending[input] += _firing.Emitted[input];
                _firing.Emitted[input] = 0;
                Move(_firing.Dropped[input], fates[input]);
            }

            foreach (var sequencer in _sequencers)
            {
                Move(sequencer.Dropped[input], fates[input]);
            }
        }
    }

    /// <summary>Adds what has changed since the last call.</summary>
    public void Save(List<CheckpointChange> changes)
    {
        changes.AddRange(_superseded);
        _superseded.Clear();
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            if (_lanes[lane].Window is { } window)
            {
                _laneSections[lane].Save(window, changes);
            }
        }

        if (_window is not null)
        {
            _windowSections.Save(_window, changes);
        }

        foreach (var sequencer in _sequencers)
        {
            sequencer.Save(changes);
        }

        foreach (var keyed in _keyed)
        {
            keyed.Save(changes);
        }
    }

    public void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        if ((_window ?? _lanes[0].Window) is { } window)
        {
            WindowSections.Load(sections, window, _superseded);
        }

        foreach (var sequencer in _sequencers)
        {
            sequencer.Load(sections);
        }

        foreach (var keyed in _keyed)
        {
            keyed.Load(sections);
        }
    }

    private static void Move(long[] from, long[] to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] += from[i];
            from[i] = 0;
        }
    }

    /// <summary>Builds from the root down to where the lanes end.</summary>
    private void Build(PlanNode node, Operator next)
    {
        if (!PhysicalPlan.IsTimed(node))
        {
            return;
        }

        switch (node)
        {
            case UnionNode union:
                foreach (var input in union.Inputs)
                {
                    Build(input, next);
                }

                break;
            case WindowAggregateNode window:
                var windows = new WindowAssigner(window.Window);
                List<WindowState> states = [.. _lanes.Select(lane => lane.Window!)];
                if (_window is not null)
                {
                    states.Add(_window);
                    Build(window.Input, new WindowCollector(window, windows, _window, _outputs, judgesLateness: false));
                }

                _firing = new(window, windows, states, _outputs, next, _inputs, IsBelowKeyed(window));
                break;
            case DedupNode or AlertNode:
                BuildKeyed(node, next);
                break;
            default:
                Build(PhysicalPlan.InputOf(node)!, OperatorChain.Step(_shape, node, _outputs, next));
                break;
        }
    }

    private void BuildKeyed(PlanNode node, Operator next)
    {
        var number = _keyed.Count;
        KeyedOperator keyed = node is DedupNode dedup
            ? new DedupOperator(dedup, $"dedup/{number}", _outputs, next)
            : new AlertOperator(((AlertNode)node).Alert, $"alert/{number}", [.. _shape.Streams.Select(input => input.Stream.Name)], _outputs, next);
        _keyed.Add(keyed);
        var input = PhysicalPlan.InputOf(node)!;
        if (_shape.Sequences.TakeWhile(other => !ReferenceEquals(other, node)).Count() is var sequence && sequence < _sequencers.Length)
        {
            _sequencers[sequence] = new($"held/{sequence}", input.Schema, PlanColumns.Defined(input), _isAtOnce(node), keyed, _inputs);
        }
        else
        {
            Build(input, keyed);
        }
    }

    private bool IsBelowKeyed(WindowAggregateNode window)
    {
        for (var node = _shape.Root; !ReferenceEquals(node, window); node = PhysicalPlan.InputOf(node)!)
        {
            if (node is DedupNode or AlertNode)
            {
                return true;
            }
        }

        return false;
    }
}
