using Sensorium.Core;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Output;

/// <summary>
/// The end of a path: copies rows into the lane's share of the output, where their records wait for a commit. Records of rows that operators
/// made are counted by the operator that holds them.
/// </summary>
internal sealed class OutputOperator(Schema schema, RecordAccount account) : Operator
{
    public Batch Rows { get; private set; } = new(schema);

    public override void Process(int input, RowSet rows)
    {
        Rows.EnsureCapacity(Rows.Count + rows.Count);
        for (var column = 0; column < Rows.Columns.Length; column++)
        {
            var (from, to) = (rows.Batch.Columns[column], Rows.Columns[column]);
            for (var i = 0; i < rows.Count; i++)
            {
                to.CopyRow(from, rows.Row(i), Rows.Count + i);
            }
        }

        Rows.Count += rows.Count;
        if (rows.Origins is { } origins)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                var origin = rows.Origin(rows.Row(i));
                if (origins.Keep(origin) && origins.RecordCounts is null)
                {
                    account.Pending[origins.InputOf(origin)]++;
                }
            }
        }
    }

    public Batch Take()
    {
        var taken = Rows;
        Rows = new(schema);
        return taken;
    }
}
