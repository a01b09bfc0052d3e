using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Dedup;

/// <summary>DEDUP: a row is a duplicate when a kept row of its key lies within the interval. NULL is a key like others.</summary>
internal sealed class DedupOperator(DedupNode node, string section, LaneOutputs outputs, OperatorInput next) : Operator
{
    private readonly DedupState _state = new(section, node.Interval.Ticks / 10);
    private readonly int[] _keys = [.. node.Keys];
    private readonly RowKey _key = new();
    private readonly Cause _cause = new(
        Fate.Duplicate, node.Span.File, node.Span.Line, $"the same {string.Join(", ", node.Keys.Select(key => node.Schema[key].Name))} again");
    private int[] _selected = [];
    private int[] _dropped = [];

    public override long Size => _state.Size;

    public override void Process(int input, RowSet rows)
    {
        if (_selected.Length < rows.Count)
        {
            var size = Math.Max(rows.Count, _selected.Length * 2);
            (_selected, _dropped) = (new int[size], new int[size]);
        }

        var times = new RowTimes(rows);
        var (kept, dropped) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            if (_state.Take(_key.Of(rows.Batch.Columns, _keys, row), times[row]))
            {
                _selected[kept++] = row;
            }
            else
            {
                _dropped[dropped++] = rows.Origin(row);
            }
        }

        outputs.Drop(rows.Origins, _dropped.AsSpan(0, dropped), _cause);
        if (kept > 0)
        {
            var (selection, count) = (rows.Selection, rows.Count);
            (rows.Selection, rows.Count) = (_selected, kept);
            next.Process(rows);
            (rows.Selection, rows.Count) = (selection, count);
        }
    }

    public override long OnWatermark(long watermark)
    {
        _state.Evict(watermark);
        return watermark;
    }

    public override void Save(List<CheckpointChange> changes) => _state.Save(changes);

    public override void Load(IReadOnlyDictionary<string, byte[]> sections) => _state.Load(sections);
}
