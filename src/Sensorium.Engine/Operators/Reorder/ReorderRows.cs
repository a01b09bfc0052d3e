using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Reorder;

/// <summary>Copies of rows that wait, each with its position in its stream and the records that are accounted here.</summary>
/// <param name="defined">Columns of the rows that have content.</param>
/// <param name="inputs">Of the pipeline.</param>
internal sealed class ReorderRows(Schema schema, bool[] defined, int inputs)
{
    private const int KeptRows = 64 * 1024;

    private long[] _eventTimes = [];
    private int[] _partitions = [];
    private long[] _offsets = [];
    private int[] _inputs = [];
    private int[] _branches = [];
    private bool[] _accounted = [];
    private bool[] _gone = [];

    // Records by input of the rows that operators made; null until there is such a row.
    private long[][]? _counts;

    public Batch Rows { get; private set; } = new(schema);

    public int Count => Rows.Count;

    public bool[] Defined => defined;

    public long[] EventTimes => _eventTimes;

    public int[] Partitions => _partitions;

    public long[] Offsets => _offsets;

    /// <summary>Each row's input, or −1 for a row that an operator made.</summary>
    public int[] Inputs => _inputs;

    /// <summary>Whether some of the rows may have been made by operators.</summary>
    public bool HasMadeRows => _counts is not null;

    /// <summary>Whether the row's records are in flight here and nowhere else.</summary>
    public bool[] Accounted => _accounted;

    /// <summary>Whether the row waits no longer; its room is free when all are cleared.</summary>
    public bool[] Gone => _gone;

    /// <summary>In bytes.</summary>
    public long Size
    {
        get
        {
            var size = _eventTimes.Length * (30L + (_counts is null ? 0 : 8L * inputs));
            foreach (var column in Rows.Columns)
            {
                size += column is TextColumn text ? text.Bytes.Length + (8L * text.Capacity) : 8L * column.Capacity;
            }

            return size;
        }
    }

    public ReorderKey Stamp(int row) => new(_eventTimes[row], _partitions[row], _offsets[row], _inputs[row], _branches[row], row);

    /// <summary>Records of an input that are accounted with the row.</summary>
    public long RecordsOf(int row, int input) => !_accounted[row] ? 0
        : _inputs[row] >= 0 ? (_inputs[row] == input ? 1 : 0)
        : _counts![input][row];

    /// <summary>Copies rows of the merge stage, with those of their records that nothing else has accounted.</summary>
    public void AppendHeld(RowSet rows, ReadOnlySpan<int> selected)
    {
        var (first, origins) = (Count, rows.Origins!);
        Append(rows, selected);
        for (var i = 0; i < selected.Length; i++)
        {
            var (row, origin) = (first + i, rows.Origin(selected[i]));
            _accounted[row] = origins.Hold(origin);
            if (origins.RecordCounts is not { } counts)
            {
                continue;
            }

            if (_inputs[row] >= 0)
            {
                _accounted[row] &= counts[_inputs[row]][origin] > 0;
                continue;
            }

            for (var input = 0; input < inputs; input++)
            {
                CountsOf(input)[row] = counts[input][origin];
            }
        }
    }

    /// <summary>Copies selected rows of a lane, none accounted yet.</summary>
    public void Append(RowSet rows, ReadOnlySpan<int> selected)
    {
        var (first, origins) = (Count, rows.Origins!);
        EnsureCapacity(first + selected.Length);
        for (var column = 0; column < defined.Length; column++)
        {
            if (!defined[column])
            {
                continue;
            }

            var (from, to) = (rows.Batch.Columns[column], Rows.Columns[column]);
            for (var i = 0; i < selected.Length; i++)
            {
                to.CopyRow(from, selected[i], first + i);
            }
        }

        for (var i = 0; i < selected.Length; i++)
        {
            var origin = rows.Origin(selected[i]);
            _eventTimes[first + i] = origins.EventTimes[origin];
            _partitions[first + i] = origins.Partitions[origin];
            _offsets[first + i] = origins.Offsets[origin];
            _inputs[first + i] = origins.InputOf(origin);
            _branches[first + i] = rows.Branch;
            _accounted[first + i] = false;
            _gone[first + i] = false;
        }

        Rows.Count += selected.Length;
    }

    /// <summary>Copies rows of another in the order given.</summary>
    public void Append(ReorderRows from, ReadOnlySpan<int> rows)
    {
        var first = Count;
        EnsureCapacity(first + rows.Length);
        for (var column = 0; column < defined.Length; column++)
        {
            if (!defined[column])
            {
                continue;
            }

            var (source, to) = (from.Rows.Columns[column], Rows.Columns[column]);
            for (var i = 0; i < rows.Length; i++)
            {
                to.CopyRow(source, rows[i], first + i);
            }
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var (row, to) = (rows[i], first + i);
            _eventTimes[to] = from._eventTimes[row];
            _partitions[to] = from._partitions[row];
            _offsets[to] = from._offsets[row];
            _inputs[to] = from._inputs[row];
            _branches[to] = from._branches[row];
            _accounted[to] = from._accounted[row];
            _gone[to] = false;
            for (var input = 0; _inputs[to] < 0 && input < inputs; input++)
            {
                CountsOf(input)[to] = from._counts![input][row];
            }
        }

        Rows.Count += rows.Length;
    }

    public void Save(int row, StateWriter writer)
    {
        writer.Long(_eventTimes[row]);
        writer.Int(_partitions[row]);
        writer.Long(_offsets[row]);
        writer.Int(_inputs[row]);
        writer.Int(_branches[row]);
        writer.Byte(_accounted[row] ? (byte)1 : (byte)0);
        for (var input = 0; _inputs[row] < 0 && input < inputs; input++)
        {
            writer.Long(_counts![input][row]);
        }

        for (var column = 0; column < defined.Length; column++)
        {
            if (defined[column])
            {
                ColumnState.SaveValue(Rows.Columns[column], row, writer);
            }
        }
    }

    /// <summary>Appends a row as <see cref="Save"/> wrote it.</summary>
    public void Load(ref StateReader reader)
    {
        var row = Count;
        EnsureCapacity(row + 1);
        _eventTimes[row] = reader.Long();
        _partitions[row] = reader.Int();
        _offsets[row] = reader.Long();
        _inputs[row] = reader.Int();
        _branches[row] = reader.Int();
        _accounted[row] = reader.Byte() != 0;
        _gone[row] = false;
        for (var input = 0; _inputs[row] < 0 && input < inputs; input++)
        {
            CountsOf(input)[row] = reader.Long();
        }

        for (var column = 0; column < defined.Length; column++)
        {
            if (defined[column])
            {
                ColumnState.LoadValue(Rows.Columns[column], row, ref reader);
            }
        }

        Rows.Count++;
    }

    /// <summary>Forgets all rows, and the room that unusually many took.</summary>
    public void Clear()
    {
        if (_eventTimes.Length > KeptRows)
        {
            Rows = new(schema);
            (_eventTimes, _partitions, _offsets, _inputs, _branches, _accounted, _gone) = ([], [], [], [], [], [], []);
            _counts = null;
            return;
        }

        Rows.Clear();
    }

    private void EnsureCapacity(int rows)
    {
        Rows.EnsureCapacity(rows);
        if (_eventTimes.Length < rows)
        {
            var size = Math.Max(Math.Max(rows, 64), _eventTimes.Length * 2);
            Array.Resize(ref _eventTimes, size);
            Array.Resize(ref _partitions, size);
            Array.Resize(ref _offsets, size);
            Array.Resize(ref _inputs, size);
            Array.Resize(ref _branches, size);
            Array.Resize(ref _accounted, size);
            Array.Resize(ref _gone, size);
            for (var input = 0; _counts is not null && input < inputs; input++)
            {
                Array.Resize(ref _counts[input], size);
            }
        }
    }

    private long[] CountsOf(int input)
    {
        if (_counts is null)
        {
            _counts = new long[inputs][];
            for (var i = 0; i < inputs; i++)
            {
                _counts[i] = new long[_eventTimes.Length];
            }
        }

        return _counts[input];
    }
}
