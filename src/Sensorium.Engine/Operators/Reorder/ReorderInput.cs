using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Reorder;

/// <summary>
/// Where a lane's rows leave it for an operator that takes them in order: drops those that are late by the watermark of their own partition,
/// and keeps copies until the merge stage takes them at the end of the round.
/// </summary>
internal sealed class ReorderInput(ReorderRows rows, OperatorContext context) : Operator
{
    private int[] _selected = [];
    private int[] _originRows = [];
    private int _collected;

    public ReorderRows Rows { get; } = rows;

    public override void Process(int input, RowSet rows)
    {
        var needed = _collected + rows.Count;
        if (_originRows.Length < needed)
        {
            Array.Resize(ref _originRows, Math.Max(needed, _originRows.Length * 2));
        }

        if (_selected.Length < rows.Count)
        {
            _selected = new int[Math.Max(rows.Count, _selected.Length * 2)];
        }

        var (origins, kept) = (rows.Origins!, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            var origin = rows.Origin(row);
            if (origins.EventTimes[origin] < origins.Watermarks[origin])
            {
                context.Outputs.DropLate(origins, origin);
                continue;
            }

            _selected[kept++] = row;
            _originRows[_collected++] = origin;
        }

        Rows.Append(rows, _selected.AsSpan(0, kept));
    }

    /// <summary>
    /// A record is accounted here unless another path of the block has taken it to state or output, since it is there that it is stored for
    /// certain.
    /// </summary>
    public override void EndBlock(RowOrigins origins)
    {
        var first = Rows.Count - _collected;
        for (var i = 0; i < _collected; i++)
        {
            Rows.Accounted[first + i] = origins.Hold(_originRows[i]);
        }

        _collected = 0;
    }
}
