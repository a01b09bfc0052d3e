using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Decode;

/// <summary>Which columns an expression reads.</summary>
internal static class CheckColumns
{
    public static void Mark(BoundExpression? expression, bool[] read)
    {
        switch (expression)
        {
            case ColumnReference column:
                read[column.Index] = true;
                break;
            case FunctionCall call:
                MarkAll(call.Arguments, read);
                break;
            case CastExpression cast:
                Mark(cast.Operand, read);
                break;
            case LogicalExpression logical:
                MarkAll(logical.Operands, read);
                break;
            case NotExpression not:
                Mark(not.Operand, read);
                break;
            case NullTest test:
                Mark(test.Operand, read);
                break;
            case CaseExpression choice:
                foreach (var branch in choice.Branches)
                {
                    Mark(branch.Condition, read);
                    Mark(branch.Value, read);
                }

                Mark(choice.Otherwise, read);
                break;
        }
    }

    private static void MarkAll(IReadOnlyList<BoundExpression> expressions, bool[] read)
    {
        foreach (var expression in expressions)
        {
            Mark(expression, read);
        }
    }
}
