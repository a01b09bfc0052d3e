namespace Sensorium.Engine.Decode;

/// <summary>Where a value stands in its record, in bytes.</summary>
internal struct FoundValue
{
    public int Start;
    public int Length;
    public ValueKind Kind;
}
