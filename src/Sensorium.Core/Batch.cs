namespace Sensorium.Core;

/// <summary>
/// A few thousand rows as columns. An operator reads rows through the selection where there is one: row numbers, ascending.
/// Batches are pooled; whoever keeps rows beyond the call copies them.
/// </summary>
public sealed class Batch
{
    public Batch(Schema schema, int capacity = 0)
    {
        Schema = schema;
        Columns = new Column[schema.Count];
        for (var i = 0; i < Columns.Length; i++)
        {
            Columns[i] = Column.Create(schema[i].Type, capacity);
        }
    }

    public Batch(Schema schema, Column[] columns, int count)
    {
        Schema = schema;
        Columns = columns;
        Count = count;
    }

    public Schema Schema { get; }

    public Column[] Columns { get; }

    /// <summary>Rows in the columns, selected or not.</summary>
    public int Count { get; set; }

    /// <summary>
    /// What each row does to its table, at least <see cref="Count"/> of them; null where all are inserts, as nearly always.
    /// </summary>
    public RowOperation[]? Operations { get; set; }

    public Column<T> Values<T>(int column)
        where T : unmanaged => (Column<T>)Columns[column];

    public TextColumn Text(int column) => (TextColumn)Columns[column];

    public void EnsureCapacity(int rows)
    {
        foreach (var column in Columns)
        {
            column.EnsureCapacity(rows);
        }
    }

    public void Clear()
    {
        Count = 0;
        Operations = null;
        foreach (var column in Columns)
        {
            column.Clear();
        }
    }

    /// <summary>Appends one row of a batch of the same schema.</summary>
    public void AppendRow(Batch source, int row)
    {
        EnsureCapacity(Count + 1);
        for (var i = 0; i < Columns.Length; i++)
        {
            Columns[i].CopyRow(source.Columns[i], row, Count);
        }

        if (source.Operations is { } operations && operations[row] != RowOperation.Insert)
        {
            SetOperation(Count, operations[row]);
        }

        Count++;
    }

    /// <summary>Says that a row does something else than to be inserted.</summary>
    public void SetOperation(int row, RowOperation operation)
    {
        var operations = Operations ?? [];
        if (operations.Length <= row)
        {
            Array.Resize(ref operations, Math.Max(row + 1, operations.Length * 2));
            Operations = operations;
        }

        operations[row] = operation;
    }
}
