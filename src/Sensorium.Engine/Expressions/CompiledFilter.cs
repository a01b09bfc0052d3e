using Sensorium.Core;
using Sensorium.Engine.Expressions.Compilation;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions;

/// <summary>
/// A predicate as a loop that selects rows. Of an AND, the operands are taken from left to right until one is not true, so those after it
/// cannot fail. Comparisons of a column with a constant at its start are done in vectors.
/// </summary>
public sealed class CompiledFilter
{
    private readonly ColumnTest[] _tests;
    private readonly LoopVariants<FilterLoop>? _rest;
    private ulong[] _bits = [];

    internal CompiledFilter(BoundExpression predicate)
    {
        predicate = ConstantFolding.Fold(predicate);
        var operands = Conjuncts(predicate).ToList();
        var tests = operands.Select(ColumnTest.TryCreate).TakeWhile(test => test is not null).ToArray();
        _tests = tests!;
        if (tests.Length < operands.Count)
        {
            var rest = operands.Count - tests.Length == 1
                ? operands[^1]
                : new LogicalExpression(IsAnd: true, operands[tests.Length..], predicate.Span);
            _rest = new(rest, shape => FilterBuilder.Build(rest, shape));
        }
    }

    /// <summary>
    /// Writes the numbers of the selected rows on which the predicate is true, ascending. Rows where it fails are noted and not among them.
    /// </summary>
    /// <param name="selection">Row numbers, ascending; null for the first <paramref name="count"/> rows.</param>
    /// <param name="selected">Room for <paramref name="count"/> row numbers; may be the selection itself.</param>
    /// <returns>How many rows are selected.</returns>
    public int Select(Batch input, int[]? selection, int count, int[] selected, RowFaults faults, TextArena arena)
    {
        if (_tests.Length > 0 && count > 0)
        {
            count = SelectByTests(input, selection, count, selected);
            selection = selected;
        }

        return _rest is null || count == 0
            ? count
            : _rest.For(input, selection)(input, selection, count, selected, faults, arena);
    }

    private static IEnumerable<BoundExpression> Conjuncts(BoundExpression predicate) =>
        predicate is LogicalExpression { IsAnd: true } all ? all.Operands.SelectMany(Conjuncts) : [predicate];

    private int SelectByTests(Batch input, int[]? selection, int count, int[] selected)
    {
        var rows = selection is null ? count : selection[count - 1] + 1;
        var words = (rows + 63) >> 6;
        if (_bits.Length < words)
        {
            _bits = new ulong[words];
        }

        var bits = _bits.AsSpan(0, words);
        bits.Fill(ulong.MaxValue);
        if ((rows & 63) != 0)
        {
            bits[^1] = (1UL << (rows & 63)) - 1;
        }

        foreach (var test in _tests)
        {
            test.And(input, rows, bits);
        }

        return selection is null ? Bits.Expand(bits, selected) : Bits.Filter(bits, selection, count, selected);
    }
}
