using Sensorium.Core;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators;

/// <summary>
/// Records that an operator holds for rows it has yet to make, by item: a group of a window, a waiting row, a row of a join. Each record is
/// held by one item. What becomes of the rows made of an item is noted here, and decides the fate of its records when the item goes;
/// records of a row that another operator's state takes in move there.
/// </summary>
internal sealed class HeldRecords
{
    private readonly long[][] _records;

    public HeldRecords(int inputs)
    {
        _records = new long[inputs][];
        Array.Fill(_records, []);
    }

    /// <summary>What became of each item's rows so far.</summary>
    public RowOutcome[] Outcomes { get; private set; } = [];

    public int Inputs => _records.Length;

    /// <summary>In bytes.</summary>
    public long Size => Outcomes.Length * ((8L * _records.Length) + 1);

    /// <summary>An input's records by item.</summary>
    public long[] Of(int input) => _records[input];

    /// <summary>Makes room; new items hold nothing.</summary>
    public void EnsureItems(int items)
    {
        if (items <= Outcomes.Length)
        {
            return;
        }

        for (var input = 0; input < _records.Length; input++)
        {
            Array.Resize(ref _records[input], items);
        }

        var outcomes = Outcomes;
        Array.Resize(ref outcomes, items);
        Outcomes = outcomes;
    }

    /// <summary>Counts records that are held from now on.</summary>
    public void Add(int item, int input, long records, RecordAccount account)
    {
        _records[input][item] += records;
        account.InFlight[input] += records;
    }

    /// <summary>Counts the records that hang on a row.</summary>
    public void Add(int item, RowOrigins origins, int row, RecordAccount account)
    {
        if (origins.RecordCounts is not { } counts)
        {
            Add(item, origins.InputOf(row), 1, account);
            return;
        }

        for (var input = 0; input < counts.Length; input++)
        {
            Add(item, input, counts[input][row], account);
        }
    }

    /// <summary>Notes what became of a row made of the item.</summary>
    /// <returns>Whether that changes anything that a checkpoint has.</returns>
    public bool Note(int item, RowOutcome outcome)
    {
        if (outcome <= Outcomes[item])
        {
            return false;
        }

        Outcomes[item] = outcome;
        return true;
    }

    /// <summary>Another operator's state holds the item's records from now on.</summary>
    public void Leave(int item, RecordAccount account)
    {
        for (var input = 0; input < _records.Length; input++)
        {
            account.InFlight[input] -= _records[input][item];
            _records[input][item] = 0;
        }
    }

    /// <summary>The item makes no row any more: its records have the fate that its rows had.</summary>
    public void Settle(int item, RecordAccount account)
    {
        for (var input = 0; input < _records.Length; input++)
        {
            var records = _records[input][item];
            if (records == 0)
            {
                continue;
            }

            account.InFlight[input] -= records;
            _records[input][item] = 0;
            switch (Outcomes[item])
            {
                case RowOutcome.Emitted:
                    account.Pending[input] += records;
                    break;
                case RowOutcome.Rejected:
                    account.Drop(input, Fate.Rejected, records);
                    break;
                case RowOutcome.Duplicate:
                    account.Drop(input, Fate.Duplicate, records);
                    break;
                default:
                    account.Drop(input, Fate.Filtered, records);
                    break;
            }
        }
    }
}
