using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Sql.Plan;
using static Sensorium.Engine.Tests.Expressions.Expr;

namespace Sensorium.Engine.Tests.Expressions;

public sealed class CompiledFilterTests
{
    private static readonly Schema Schema = new(
        new Field("x", TypeKind.Double),
        new Field("n", TypeKind.BigInt),
        new Field("i", TypeKind.Integer),
        new Field("s", TypeKind.Varchar),
        new Field("t", TypeKind.Timestamp),
        new Field("d", TypeKind.Date));

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(63, 0, true)]
    [InlineData(64, 20, false)]
    [InlineData(65, 20, true)]
    [InlineData(1000, 20, true)]
    [InlineData(1000, 0, false)]
    public void It_selects_the_rows_on_which_the_projection_is_true(int rows, int nullPercent, bool isCoded)
    {
        var random = new Random(rows + nullPercent);
        var batch = Evaluation.Fill(Schema, isCoded, [.. Enumerable.Range(0, rows).Select(_ => RandomRow(random, nullPercent))]);
        var selection = Enumerable.Range(0, rows).Where(_ => random.Next(3) > 0).ToArray();
        foreach (var predicate in Predicates())
        {
            var values = (Column<byte>)Column.Create(TypeKind.Boolean);
            ExpressionCompiler.Project(predicate).Evaluate(batch, null, rows, values, new(), new());
            var expected = Enumerable.Range(0, rows).Where(row => values.IsValid(row) && values.Values[row] != 0).ToArray();
            var filter = ExpressionCompiler.Filter(predicate);
            var selected = new int[rows];

            var count = filter.Select(batch, null, rows, selected, new(), new());
            selected[..count].ShouldBe(expected);

            count = filter.Select(batch, selection, selection.Length, selected, new(), new());
            selected[..count].ShouldBe(expected.Intersect(selection));

            var own = selection.ToArray();
            count = filter.Select(batch, own, own.Length, own, new(), new());
            own[..count].ShouldBe(expected.Intersect(selection));
        }
    }

    [Fact]
    public void A_text_that_is_not_in_the_dictionary_equals_no_row_and_differs_from_all_but_nulls()
    {
        var batch = Evaluation.Fill(new(new Field("s", TypeKind.Varchar)), true, ["a"], [null], ["b"]);
        var selected = new int[3];

        Select("=").ShouldBeEmpty();
        Select("<>").ShouldBe([0, 2]);

        int[] Select(string sign)
        {
            var filter = ExpressionCompiler.Filter(Call(sign, Ref(0, TypeKind.Varchar), Text("zzz")));
            return selected[..filter.Select(batch, null, 3, selected, new(), new())];
        }
    }

    [Fact]
    public void A_row_on_which_the_predicate_fails_is_noted_and_not_selected()
    {
        var batch = Evaluation.Fill(new(new Field("i", TypeKind.Integer)), false, [1], [0], [-1], [0]);
        var divided = At(Evaluation.Span, "/", Constant(10, TypeKind.Integer), Ref(0, TypeKind.Integer));
        var filter = ExpressionCompiler.Filter(Call(">", divided, Constant(0, TypeKind.Integer)));
        var faults = new RowFaults();
        var selected = new int[4];

        filter.Select(batch, [0, 1, 2], 3, selected, faults, new()).ShouldBe(1);

        selected[0].ShouldBe(0);
        faults.Count.ShouldBe(1);
        faults[0].ShouldBe((1, RowFault.DivisionByZero, Evaluation.Span));
    }

    [Fact]
    public void Rows_dropped_by_the_comparisons_before_it_cannot_fail()
    {
        var batch = Evaluation.Fill(new(new Field("i", TypeKind.Integer)), false, [5], [0], [20]);
        var number = Ref(0, TypeKind.Integer);
        var filter = ExpressionCompiler.Filter(And(
            Call("<>", number, Constant(0, TypeKind.Integer)),
            Call(">", Call("/", Constant(10, TypeKind.Integer), number), Constant(0, TypeKind.Integer))));
        var faults = new RowFaults();
        var selected = new int[3];

        filter.Select(batch, null, 3, selected, faults, new()).ShouldBe(1);
        faults.Count.ShouldBe(0);
    }

    [Fact]
    public void Only_a_boolean_expression_is_a_filter() =>
        Should.Throw<ArgumentException>(() => ExpressionCompiler.Filter(Double(1)));

    private static object?[] RandomRow(Random random, int nullPercent)
    {
        object?[] row =
        [
            random.Next(10) == 0 ? double.NaN : random.Next(-5, 6) / 2.0,
            (long)random.Next(-3, 4),
            random.Next(-3, 4),
            ((string[])["a", "ab", "é", "", "temperature"])[random.Next(5)],
            (long)random.Next(-3, 4),
            random.Next(-3, 4),
        ];
        return [.. row.Select(value => random.Next(100) < nullPercent ? null : value)];
    }

    private static IEnumerable<BoundExpression> Predicates()
    {
        var (x, n, i, s) = (Ref(0, TypeKind.Double), Ref(1, TypeKind.BigInt), Ref(2, TypeKind.Integer), Ref(3, TypeKind.Varchar));
        foreach (var sign in new[] { "=", "<>", "<", "<=", ">", ">=" })
        {
            yield return Call(sign, x, Double(0.5));
            yield return Call(sign, Double(0.5), x);
            yield return Call(sign, x, Double(double.NaN));
            yield return Call(sign, n, Constant(1L, TypeKind.BigInt));
            yield return Call(sign, i, Constant(-1, TypeKind.Integer));
            yield return Call(sign, s, Text("ab"));
            yield return Call(sign, Ref(4, TypeKind.Timestamp), Constant(1L, TypeKind.Timestamp));
            yield return Call(sign, Constant(1, TypeKind.Date), Ref(5, TypeKind.Date));
            yield return Call(sign, x, Call("*", x, x));
        }

        var between = And(Call(">=", x, Double(-1)), Call("<=", x, Double(1)));
        yield return between;
        yield return And(between, Call("=", s, Text("temperature")));
        yield return And(Call("<>", s, Text("a")), Call("like", s, Text("%e%")), Call("<", i, Constant(2, TypeKind.Integer)));
        yield return And(Call("like", s, Text("_")), between);
        yield return Or(between, Call("=", s, Text("é")), IsNull(n));
        yield return Not(Or(between, And(IsNotNull(n), Call("=", s, Text("é")))));
        yield return And(IsNotNull(x), IsNotNull(s), Not(between));
        yield return Not(And(between, Call("=", i, Constant(0, TypeKind.Integer))));
        yield return Case(Call("=", s, Text("a")), between, Call("=", n, Constant(0L, TypeKind.BigInt)));
        yield return Call("=", Call("length", s), Call("+", i, Constant(2, TypeKind.Integer)));
        yield return Call("=", Case(Call("like", s, Text("a%")), Constant(1, TypeKind.Integer)), i);
        yield return Constant(null, TypeKind.Boolean);
        yield return Constant(true, TypeKind.Boolean);
    }
}
