using Sensorium.Core;
using Sensorium.Engine.State;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators;

/// <summary>The state that each aggregate of a plan keeps.</summary>
internal static class AggregateColumns
{
    public static AggregateColumn[] Create(IReadOnlyList<AggregateCall> calls) => [.. calls.Select(Create)];

    private static AggregateColumn Create(AggregateCall call) => (call.Kind, call.Argument?.Type) switch
    {
        (AggregateKind.CountAll or AggregateKind.Count, _) => new CountColumn(),
        (AggregateKind.Sum or AggregateKind.Avg, TypeKind.Double) => new DoubleSumColumn(call.Kind == AggregateKind.Avg),
        (AggregateKind.Sum or AggregateKind.Avg, _) => new IntegerSumColumn(call.Kind == AggregateKind.Avg),
        (AggregateKind.Min or AggregateKind.Max, { } type) => Extreme(type, call.Kind == AggregateKind.Max),
        (AggregateKind.First or AggregateKind.Last, { } type) => new PickColumn(type, call.Kind == AggregateKind.Last),
        _ => throw new ArgumentException($"{call.Kind} takes an argument."),
    };

    private static AggregateColumn Extreme(TypeKind type, bool isMax) => type switch
    {
        TypeKind.Boolean => new ExtremeColumn<byte>(isMax),
        TypeKind.Integer or TypeKind.Date => new ExtremeColumn<int>(isMax),
        TypeKind.BigInt or TypeKind.Timestamp or TypeKind.Interval => new ExtremeColumn<long>(isMax),
        TypeKind.Double => new ExtremeColumn<double>(isMax),
        TypeKind.Varchar or TypeKind.Binary => new TextExtremeColumn(isMax),
        _ => throw new ArgumentException($"{type} has no order."),
    };
}
