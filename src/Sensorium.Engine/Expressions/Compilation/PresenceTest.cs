using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>IS NOT NULL, which the validity answers alone.</summary>
internal sealed class PresenceTest(int column) : ColumnTest(column)
{
    protected override void Test(Column tested, int rows, Span<ulong> bits)
    {
    }
}
