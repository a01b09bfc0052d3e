using System.Numerics;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

internal sealed class NumberTest<T, TComparison>(int column, T constant) : ColumnTest(column)
    where T : unmanaged, INumber<T>
    where TComparison : struct, IComparison
{
    protected override void Test(Column tested, int rows, Span<ulong> bits) =>
        CompareKernel.And<T, TComparison>(((Column<T>)tested).Values.AsSpan(0, rows), constant, bits);
}
