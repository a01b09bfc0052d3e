using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions;

/// <summary>All expressions of a projection.</summary>
public sealed class RowProjection
{
    private readonly CompiledProjection[] _columns;
    private int[] _kept = [];

    internal RowProjection(IReadOnlyList<BoundExpression> expressions) =>
        _columns = [.. expressions.Select(expression => new CompiledProjection(expression))];

    /// <summary>
    /// After <see cref="Evaluate"/>: the input's row for each row of the output; null where row i is row i. Overwritten by the next call.
    /// </summary>
    public int[]? Rows { get; private set; }

    /// <summary>
    /// Fills <paramref name="output"/> densely, one column an expression, with the selected rows on which none fails; its count is set.
    /// </summary>
    public void Evaluate(Batch input, int[]? selection, int count, Batch output, RowFaults faults, TextArena arena)
    {
        var before = faults.Count;
        Fill(input, selection, count, output, faults, arena);
        if (faults.Count > before)
        {
            // Rare, so a second pass over the rows that are left costs less than compacting every time would.
            if (_kept.Length < count)
            {
                _kept = new int[count];
            }

            count = faults.Keep(selection, count, _kept);
            selection = _kept;
            Fill(input, selection, count, output, faults, arena);
        }

        output.Count = count;
        Rows = selection;
    }

    private void Fill(Batch input, int[]? selection, int count, Batch output, RowFaults faults, TextArena arena)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i].Evaluate(input, selection, count, output.Columns[i], faults, arena);
        }
    }
}
