using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Sql.Plan;
using static Sensorium.Engine.Tests.Expressions.Expr;

namespace Sensorium.Engine.Tests.Expressions.Compilation;

/// <summary>AND, OR, NOT, IS NULL and CASE: three-valued logic, and what is not evaluated.</summary>
public sealed class ConditionTests
{
    private static readonly object?[] Truths = [true, false, TypeKind.Boolean];

    private static readonly BoundExpression Fails = Call(
        "=", Call("/", Constant(1, TypeKind.Integer), Constant(0, TypeKind.Integer)), Constant(1, TypeKind.Integer));

    [Fact]
    public void And_is_the_least_and_or_the_greatest_of_false_unknown_true()
    {
        foreach (var left in Truths)
        {
            foreach (var right in Truths)
            {
                Evaluation.Of(operands => And(operands), left, right).ShouldBe(Truth(Math.Min(Rank(left), Rank(right))));
                Evaluation.Of(operands => Or(operands), left, right).ShouldBe(Truth(Math.Max(Rank(left), Rank(right))));
                Evaluation.Of(operands => Not(And(operands)), left, right).ShouldBe(Truth(2 - Math.Min(Rank(left), Rank(right))));
                Evaluation.Of(operands => Not(Or(operands)), left, right).ShouldBe(Truth(2 - Math.Max(Rank(left), Rank(right))));
            }

            Evaluation.Of(operands => Not(operands[0]), left).ShouldBe(Truth(2 - Rank(left)));
            Evaluation.Of(operands => Not(Not(operands[0])), left).ShouldBe(Truth(Rank(left)));
            Evaluation.Of(operands => IsNull(operands[0]), left).ShouldBe(Rank(left) == 1);
            Evaluation.Of(operands => IsNotNull(operands[0]), left).ShouldBe(Rank(left) != 1);
        }
    }

    [Fact]
    public void Operands_after_the_one_that_settles_it_cannot_fail()
    {
        Evaluation.Of(operands => And(operands[0], Fails), false).ShouldBe(false);
        Evaluation.Of(operands => Or(operands[0], Fails), true).ShouldBe(true);
        Evaluation.Of(operands => Case(operands[0], operands[0], Fails), true).ShouldBe(true);
        Evaluation.Of(operands => Case(operands[0], Fails, Not(operands[0])), false).ShouldBe(true);
    }

    [Fact]
    public void An_operand_that_is_evaluated_and_fails_rejects_the_row()
    {
        var schema = new Schema(new Field("c0", TypeKind.Boolean));
        var batch = Evaluation.Fill(schema, false, [true], [false], [null]);
        var faults = new RowFaults();

        var output = (Column<byte>)Column.Create(TypeKind.Boolean);
        ExpressionCompiler.Project(And(Ref(0, TypeKind.Boolean), Fails)).Evaluate(batch, null, 3, output, faults, new());

        faults.Count.ShouldBe(2);
        faults.Contains(0).ShouldBeTrue();
        faults.Contains(1).ShouldBeFalse();
        faults.Contains(2).ShouldBeTrue();
        output.Values[1].ShouldBe((byte)0);
    }

    [Fact]
    public void A_filter_takes_the_operands_of_and_until_one_is_not_true()
    {
        var schema = new Schema(new Field("c0", TypeKind.Boolean));
        var batch = Evaluation.Fill(schema, false, [true], [false], [null]);
        var faults = new RowFaults();
        var selected = new int[3];

        var count = ExpressionCompiler.Filter(And(Ref(0, TypeKind.Boolean), Fails)).Select(batch, null, 3, selected, faults, new());

        count.ShouldBe(0);
        faults.Count.ShouldBe(1);
        faults[0].ShouldBe((0, RowFault.DivisionByZero, default));
    }

    [Fact]
    public void Case_takes_the_first_branch_whose_condition_is_true_and_null_without_one()
    {
        object? Classify(object? value) => Evaluation.Of(
            operands => new CaseExpression(
                [
                    new(Call(">", operands[0], Double(100)), Text("high")),
                    new(Call(">", operands[0], Double(10)), Text("mid")),
                    new(IsNull(operands[0]), Text("none")),
                ],
                null,
                TypeKind.Varchar,
                default),
            value);

        Classify(101.0).ShouldBe("high");
        Classify(11.0).ShouldBe("mid");
        Classify(1.0).ShouldBeNull();
        Classify(TypeKind.Double).ShouldBe("none");
    }

    [Fact]
    public void A_case_of_texts_made_on_the_way_keeps_each_rows_own()
    {
        Evaluation.Of(
            operands => Case(Call("like", operands[0], Text("a%")), Call("upper", operands[0]), Call("||", operands[0], Text("!"))),
            "abc").ShouldBe("ABC");
        Evaluation.Of(
            operands => Case(Call("like", operands[0], Text("a%")), Call("upper", operands[0]), Call("||", operands[0], Text("!"))),
            "xyz").ShouldBe("xyz!");
    }

    [Fact]
    public void A_constant_part_that_fails_rejects_only_the_rows_that_evaluate_it()
    {
        var overflow = Call("+", Constant(int.MaxValue, TypeKind.Integer), Constant(1, TypeKind.Integer));

        Evaluation.Of(operands => Case(operands[0], Constant(7, TypeKind.Integer), overflow), true).ShouldBe(7);
        var batch = Evaluation.Fill(new(new Field("c0", TypeKind.Boolean)), false, [true], [false]);
        var faults = new RowFaults();
        ExpressionCompiler.Project(Case(Ref(0, TypeKind.Boolean), Constant(7, TypeKind.Integer), overflow))
            .Evaluate(batch, null, 2, Column.Create(TypeKind.Integer), faults, new());
        faults.Count.ShouldBe(1);
        faults[0].ShouldBe((1, RowFault.Overflow, default));
    }

    private static int Rank(object? value) => value switch { true => 2, false => 0, _ => 1 };

    private static object? Truth(int rank) => rank switch { 2 => true, 0 => false, _ => null };
}
