using Sensorium.Core;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.State;

/// <summary>Copies of rows that wait, each with its place in its stream and whether its record is accounted here.</summary>
internal sealed class ReorderRows(Schema schema, bool[] defined)
{
    private const int KeptRows = 64 * 1024;

    private long[] _eventTimes = [];
    private int[] _partitions = [];
    private long[] _offsets = [];
    private int[] _inputs = [];
    private bool[] _accounted = [];
    private bool[] _gone = [];

    public Batch Rows { get; private set; } = new(schema);

    public int Count => Rows.Count;

    public long[] EventTimes => _eventTimes;

    public int[] Partitions => _partitions;

    public long[] Offsets => _offsets;

    public int[] Inputs => _inputs;

    /// <summary>Whether the row's record is in flight here and nowhere else.</summary>
    public bool[] Accounted => _accounted;

    /// <summary>Whether the row waits no longer; its place is free when all are cleared.</summary>
    public bool[] Gone => _gone;

    /// <summary>In bytes.</summary>
    public long Size
    {
        get
        {
            var size = _eventTimes.Length * 26L;
            foreach (var column in Rows.Columns)
            {
                size += column is TextColumn text ? text.Bytes.Length + (8L * text.Capacity) : 8L * column.Capacity;
            }

            return size;
        }
    }

    public ReorderKey Stamp(int row) => new(_eventTimes[row], _partitions[row], _offsets[row], _inputs[row], row);

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
            _accounted[to] = from._accounted[row];
            _gone[to] = false;
        }

        Rows.Count += rows.Length;
    }

    public void Save(int row, StateWriter writer)
    {
        writer.Long(_eventTimes[row]);
        writer.Int(_partitions[row]);
        writer.Long(_offsets[row]);
        writer.Int(_inputs[row]);
        writer.Byte(_accounted[row] ? (byte)1 : (byte)0);
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
        _accounted[row] = reader.Byte() != 0;
        _gone[row] = false;
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
            (_eventTimes, _partitions, _offsets, _inputs, _accounted, _gone) = ([], [], [], [], [], []);
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
            Array.Resize(ref _accounted, size);
            Array.Resize(ref _gone, size);
        }
    }
}
