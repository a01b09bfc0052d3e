using Sensorium.Engine.Operators;
using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Execution;

/// <summary>The end of a query's path: its rows leave as they are.</summary>
internal sealed class SinkOperator(int query, RowSink sink) : Operator
{
    public override void Process(int input, RowSet rows)
    {
        if (rows.Count > 0)
        {
            sink(query, rows.Batch, rows.Selection, rows.Count);
        }
    }
}
