using System.Numerics;
using System.Text;
using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>Text equal to, or different from, a constant: in a coded column, a comparison of codes.</summary>
internal sealed class TextTest(int column, bool equal, string constant) : ColumnTest(column)
{
    private readonly byte[] _constant = Encoding.UTF8.GetBytes(constant);

    protected override void Test(Column tested, int rows, Span<ulong> bits)
    {
        var text = (TextColumn)tested;
        if (text.Dictionary is { } dictionary)
        {
            TestCodes(text.Codes.AsSpan(0, rows), dictionary.Find(_constant), bits);
            return;
        }

        for (var word = 0; word < bits.Length; word++)
        {
            for (var rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                if (text[(word << 6) + bit].Span.SequenceEqual(_constant) != equal)
                {
                    bits[word] &= ~(1UL << bit);
                }
            }
        }
    }

    private void TestCodes(ReadOnlySpan<int> codes, int code, Span<ulong> bits)
    {
        if (code < 0)
        {
            // No row has a text that is not in the dictionary.
            if (equal)
            {
                bits.Clear();
            }
        }
        else if (equal)
        {
            CompareKernel.And<int, EqualTo>(codes, code, bits);
        }
        else
        {
            CompareKernel.And<int, NotEqualTo>(codes, code, bits);
        }
    }
}
