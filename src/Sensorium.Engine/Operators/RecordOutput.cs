using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Engine.Operators;

/// <summary>Rows of a table of <see cref="RecordTables"/>, built a field at a time.</summary>
internal sealed class RecordOutput(Schema schema)
{
    private readonly int _first = schema.IndexOf("_partition");
    private readonly Batch _nothing = Nothing(schema);
    private int _column;

    public Batch Rows { get; private set; } = new(schema);

    private static Batch Nothing(Schema schema)
    {
        var nothing = new Batch(schema, 1) { Count = 1 };
        foreach (var column in nothing.Columns)
        {
            column.SetNull(0);
        }

        return nothing;
    }

    /// <summary>Starts a row with the stream's name where the table has one, and the record.</summary>
    public void Add(string stream, int partition, RecordBlock block, int record)
    {
        var row = Rows.Count;
        Rows.EnsureCapacity(row + 1);
        if (_first == 1)
        {
            Rows.Text(0).Set(row, Encoding.UTF8.GetBytes(stream));
        }

        Rows.Values<int>(_first).Set(row, partition);
        Rows.Values<long>(_first + 1).Set(row, block.Offsets[record]);
        if (block.HasAppendTimes)
        {
            Rows.Values<long>(_first + 2).Set(row, block.AppendTimes[record]);
        }
        else
        {
            Rows.Values<long>(_first + 2).Values[row] = 0;
            Rows.Columns[_first + 2].SetNull(row);
        }

        var key = Rows.Text(_first + 3);
        if (block.HasKeys && block.KeyLengths[record] != RecordBlock.NoKey)
        {
            key.Set(row, block.Data.AsSpan(block.KeyStarts[record], block.KeyLengths[record]));
        }
        else
        {
            (key.Starts[row], key.Lengths[row]) = (0, 0);
            key.SetNull(row);
        }

        Rows.Text(_first + 4).Set(row, block.Value(record));
        _column = _first + 5;
    }

    /// <summary>Starts a row with a record whose bytes are not at hand. Only for a table with the stream's name.</summary>
    public void Add(string stream, int partition, long offset)
    {
        Rows.EnsureCapacity(Rows.Count + 1);
        Rows.Text(0).Set(Rows.Count, Encoding.UTF8.GetBytes(stream));
        Rows.Values<int>(_first).Set(Rows.Count, partition);
        Rows.Values<long>(_first + 1).Set(Rows.Count, offset);
        SetNull(_first + 2, _first + 5);
        _column = _first + 5;
    }

    /// <summary>Starts a row with something that is no record of a stream. Only for a table with the stream's name.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        Rows.EnsureCapacity(Rows.Count + 1);
        SetNull(0, _first + 4);
        Rows.Text(_first + 4).Set(Rows.Count, value);
        _column = _first + 5;
    }

    public void AddText(string text) => Rows.Text(_column++).Set(Rows.Count, Encoding.UTF8.GetBytes(text));

    public void AddTime(long micros) => Rows.Values<long>(_column++).Set(Rows.Count, micros);

    public void EndRow() => Rows.Count++;

    private void SetNull(int from, int to)
    {
        for (var column = from; column < to; column++)
        {
            Rows.Columns[column].CopyRow(_nothing.Columns[column], 0, Rows.Count);
        }
    }

    /// <summary>Gives the rows away and starts anew.</summary>
    public Batch Take()
    {
        var taken = Rows;
        Rows = new(schema);
        return taken;
    }
}
