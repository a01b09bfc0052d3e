namespace Sensorium.Core.Numerics;

/// <summary>Values that no fixed-point number holds, noted apart.</summary>
[Flags]
internal enum Specials : byte
{
    None = 0,
    NaN = 1,
    PositiveInfinity = 2,
    NegativeInfinity = 4,
}
