using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Aggregates;

/// <summary>The state that each aggregate of a plan keeps.</summary>
internal static class GroupAccumulators
{
    public static GroupAccumulator[] Create(IReadOnlyList<AggregateCall> calls) => [.. calls.Select(Create)];

    private static GroupAccumulator Create(AggregateCall call) => (call.Kind, call.Argument?.Type) switch
    {
        (AggregateKind.CountAll or AggregateKind.Count, _) => new CountAccumulator(),
        (AggregateKind.Sum or AggregateKind.Avg, TypeKind.Double) => new DoubleSumAccumulator(call.Kind == AggregateKind.Avg),
        (AggregateKind.Sum or AggregateKind.Avg, _) => new IntegerSumAccumulator(call.Kind == AggregateKind.Avg),
        (AggregateKind.Min or AggregateKind.Max, { } type) => Extreme(type, call.Kind == AggregateKind.Max),
        (AggregateKind.First or AggregateKind.Last, { } type) => new PickAccumulator(type, call.Kind == AggregateKind.Last),
        _ => throw new ArgumentException($"{call.Kind} takes an argument."),
    };

    private static GroupAccumulator Extreme(TypeKind type, bool isMax) => type switch
    {
        TypeKind.Boolean => new ExtremeAccumulator<byte>(isMax),
        TypeKind.Integer or TypeKind.Date => new ExtremeAccumulator<int>(isMax),
        TypeKind.BigInt or TypeKind.Timestamp or TypeKind.Interval => new ExtremeAccumulator<long>(isMax),
        TypeKind.Double => new ExtremeAccumulator<double>(isMax),
        TypeKind.Varchar or TypeKind.Binary => new TextExtremeAccumulator(isMax),
        _ => throw new ArgumentException($"{type} has no order."),
    };
}
