using Sensorium.Core;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators;

/// <summary>
/// Which held records the rows of a batch descend from, and after the batch has gone its way, what that means for them. A row may descend
/// from items of several holders, and an item may have rows in several batches.
/// </summary>
internal sealed class RowLineage(int inputs)
{
    private readonly List<(int Row, HeldRecords Holder, int Item)> _links = [];
    private readonly long[][] _records = [.. Enumerable.Range(0, inputs).Select(_ => Array.Empty<long>())];

    /// <summary>Begins with a batch of so many rows.</summary>
    public void Reset(int rows)
    {
        _links.Clear();
        for (var input = 0; input < inputs; input++)
        {
            if (_records[input].Length < rows)
            {
                _records[input] = new long[Math.Max(rows, _records[input].Length * 2)];
            }

            _records[input].AsSpan(0, rows).Clear();
        }
    }

    /// <summary>The row descends from the item too.</summary>
    public void Add(int row, HeldRecords holder, int item)
    {
        _links.Add((row, holder, item));
        for (var input = 0; input < inputs; input++)
        {
            _records[input][row] += holder.Of(input)[item];
        }
    }

    /// <summary>Tells the rows' origins how many records hang on each. Once all links are there.</summary>
    public void Describe(RowOrigins origins) => origins.RecordCounts = _records;

    /// <summary>Tells the holders what became of the rows.</summary>
    /// <param name="changed">Hears of the links, in their order, whose holder's item is not as it was.</param>
    public void Report(RowOrigins origins, RecordAccount account, Action<int>? changed = null)
    {
        for (var i = 0; i < _links.Count; i++)
        {
            var (row, holder, item) = _links[i];
            if (origins.IsHeld(row))
            {
                holder.Leave(item, account);
                changed?.Invoke(i);
            }
            else if (holder.Note(item, OutcomeOf(origins, row)))
            {
                changed?.Invoke(i);
            }
        }
    }

    private static RowOutcome OutcomeOf(RowOrigins origins, int row) => origins.IsKept(row) ? RowOutcome.Emitted
        : origins.FateOf(row) switch
        {
            Fate.Rejected => RowOutcome.Rejected,
            Fate.Duplicate => RowOutcome.Duplicate,
            _ => RowOutcome.Filtered,
        };
}
