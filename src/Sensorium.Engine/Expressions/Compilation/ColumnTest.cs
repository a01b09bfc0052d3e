using Sensorium.Core;
using Sensorium.Engine.Expressions.Functions;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>A predicate over one column that is answered for a whole batch at once and cannot fail: column, comparison, constant.</summary>
internal abstract class ColumnTest(int column)
{
    /// <summary>Clears the bits of the rows for which the test is not true; null is not true.</summary>
    public void And(Batch input, int rows, Span<ulong> bits)
    {
        var tested = input.Columns[column];
        if (tested.HasNulls)
        {
            for (var word = 0; word < bits.Length; word++)
            {
                bits[word] &= tested.Validity[word];
            }
        }

        Test(tested, rows, bits);
    }

    protected abstract void Test(Column tested, int rows, Span<ulong> bits);

    /// <summary>Null where the predicate is none of that form.</summary>
    public static ColumnTest? TryCreate(BoundExpression predicate)
    {
        if (predicate is NullTest { Negated: true, Operand: ColumnReference present })
        {
            return new PresenceTest(present.Index);
        }

        if (predicate is not FunctionCall { Arguments: [var left, var right] } call
            || BuiltInFunctions.Implementation(call.Function).DeclaringType != typeof(Comparisons))
        {
            return null;
        }

        var sign = call.Function.Name;
        if (left is Literal)
        {
            (left, right) = (right, left);
            sign = sign switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => sign };
        }

        return (left, right) switch
        {
            (ColumnReference column, Literal { Value: string text }) when sign is "=" or "<>" =>
                new TextTest(column.Index, sign == "=", text),
            (ColumnReference column, Literal { Value: int value }) when call.Function.Parameters[0] is TypeKind.Integer or TypeKind.Date =>
                Number(column, sign, value),
            (ColumnReference column, Literal { Value: long value }) => Number(column, sign, value),
            (ColumnReference column, Literal { Value: double value }) => Number(column, sign, value),
            _ => null,
        };
    }

    private static ColumnTest Number<T>(ColumnReference column, string sign, T constant)
        where T : unmanaged, System.Numerics.INumber<T> => sign switch
    {
        "=" => new NumberTest<T, EqualTo>(column.Index, constant),
        "<>" => new NumberTest<T, NotEqualTo>(column.Index, constant),
        "<" => new NumberTest<T, LessThan>(column.Index, constant),
        "<=" => new NumberTest<T, AtMost>(column.Index, constant),
        ">" => new NumberTest<T, MoreThan>(column.Index, constant),
        _ => new NumberTest<T, AtLeast>(column.Index, constant),
    };
}
