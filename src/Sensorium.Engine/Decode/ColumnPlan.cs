using Sensorium.Core;

namespace Sensorium.Engine.Decode;

/// <summary>What a decoder does about one declared column.</summary>
/// <param name="Slots">Of its spellings, the first listed first.</param>
/// <param name="Required">A null rejects the record.</param>
/// <param name="Materialised">Whether values are kept. All others are validated and dropped.</param>
/// <param name="Time">Of a TIMESTAMP, else null.</param>
internal sealed record ColumnPlan(
    int Index,
    TypeKind Type,
    int[] Slots,
    bool Required,
    bool Materialised,
    TimestampReader? Time,
    TextDictionary? Dictionary)
{
    public bool IsText => Type is TypeKind.Varchar or TypeKind.Binary;
}
