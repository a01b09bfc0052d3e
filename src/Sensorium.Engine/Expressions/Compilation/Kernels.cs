using System.Runtime.CompilerServices;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>What generated code cannot say itself; each is inlined into the loop.</summary>
internal static class Kernels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ToByte(bool value) => Unsafe.BitCast<bool, byte>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToInt(bool value) => Unsafe.BitCast<bool, byte>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TextColumn column, int row, Utf8Text text) => column.Set(row, text.Span);
}
