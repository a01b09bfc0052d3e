using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>Drops true, false or null.</summary>
internal readonly unsafe struct SkipWordKernel : IFieldKernel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(byte* value, int row, byte* limit) => JsonWord.After(value, out _);
}
