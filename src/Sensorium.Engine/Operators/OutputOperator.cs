using Sensorium.Core;
using Sensorium.Engine.State;

namespace Sensorium.Engine.Operators;

/// <summary>The end of a path: copies rows into the lane's share of the output, where their records are in flight.</summary>
internal sealed class OutputOperator(Schema schema, int inputs) : Operator
{
    public Batch Rows { get; private set; } = new(schema);

    /// <summary>Records by input that are accounted in <see cref="Rows"/>.</summary>
    public long[] Records { get; } = new long[inputs];

    public override void Process(RowSet rows)
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
                if (origins.Keep(origin) && origins.InputOf(origin) is var input and >= 0)
                {
                    Records[input]++;
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
