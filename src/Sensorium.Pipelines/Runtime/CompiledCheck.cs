using Sensorium.Core;
using Sensorium.Pipelines.Decode;
using Sensorium.Pipelines.Expressions;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Runtime;

/// <summary>A CHECK as the decoder calls it.</summary>
internal static class CompiledCheck
{
    public static CheckRows Compile(StreamDefinition stream, BoundExpression check)
    {
        var projection = ExpressionCompiler.Projection(check);
        var result = new Column<byte>(TypeKind.Boolean);
        var faults = new RowFaults();
        var arena = new TextArena();
        return (rows, verdicts) =>
        {
            result.Clear();
            result.EnsureCapacity(rows.Count);
            faults.Clear();
            arena.Reset();
            projection.Evaluate(rows, null, rows.Count, result, faults, arena);
            for (var row = 0; row < rows.Count; row++)
            {
                if (faults.Count > 0 && faults[row] != RowFault.None)
                {
                    verdicts[row] = RejectReason.CheckFault;
                }
                else if (result.IsValid(row) && result.Values[row] == 0)
                {
                    verdicts[row] = RejectReason.CheckFailed;
                }
            }
        };
    }
}
