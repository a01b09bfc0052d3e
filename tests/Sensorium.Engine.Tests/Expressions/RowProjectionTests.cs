using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Sql.Plan;
using static Sensorium.Engine.Tests.Expressions.Expr;

namespace Sensorium.Engine.Tests.Expressions;

public sealed class RowProjectionTests
{
    private static readonly Schema Input = new(new Field("i", TypeKind.Integer), new Field("s", TypeKind.Varchar));
    private static readonly Schema Output = new(
        new Field("s", TypeKind.Varchar), new Field("q", TypeKind.Integer), new Field("u", TypeKind.Varchar));

    private static readonly BoundExpression[] Columns =
    [
        Ref(1, TypeKind.Varchar),
        At(Evaluation.Span, "/", Constant(12, TypeKind.Integer), Ref(0, TypeKind.Integer)),
        Call("upper", Ref(1, TypeKind.Varchar)),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_row_on_which_one_column_fails_is_in_none(bool isCoded)
    {
        var batch = Evaluation.Fill(Input, isCoded, [3, "a"], [0, "b"], [null, "c"], [4, null], [0, "d"]);
        var projection = ExpressionCompiler.Project(Columns);
        var output = new Batch(Output);
        var faults = new RowFaults();

        projection.Evaluate(batch, [0, 1, 2, 3], 4, output, faults, new());

        output.Count.ShouldBe(3);
        projection.Rows![..3].ShouldBe([0, 2, 3]);
        Rows(output).ShouldBe(["a 4 A", "c null C", "null 3 null"]);
        faults.Count.ShouldBe(1);
        faults[0].ShouldBe((1, RowFault.DivisionByZero, Evaluation.Span));
        output.Text(0).IsCoded.ShouldBe(isCoded);
    }

    [Fact]
    public void An_output_that_was_used_before_holds_only_the_new_rows()
    {
        var projection = ExpressionCompiler.Project(Columns);
        var output = new Batch(Output);
        projection.Evaluate(Evaluation.Fill(Input, true, [null, null], [1, "x"]), null, 2, output, new(), new());
        projection.Evaluate(Evaluation.Fill(Input, false, [6, "y"]), null, 1, output, new(), new());

        Rows(output).ShouldBe(["y 2 Y"]);
        projection.Rows.ShouldBeNull();
    }

    [Fact]
    public void Every_type_of_column_is_passed_on_with_and_without_a_selection()
    {
        foreach (var type in Enum.GetValues<TypeKind>())
        {
            var source = Column.Create(type, 200);
            for (var row = 0; row < 200; row++)
            {
                switch (source)
                {
                    case Column<byte> values: values.Set(row, (byte)(row & 1)); break;
                    case Column<int> values: values.Set(row, row); break;
                    case Column<long> values: values.Set(row, row); break;
                    case Column<double> values: values.Set(row, row); break;
                    case Column<GeoPoint> values: values.Set(row, new(row % 90, row % 180)); break;
                    case TextColumn values: values.Set(row, System.Text.Encoding.UTF8.GetBytes($"text {row}")); break;
                }
            }

            source.SetNull(77);
            var batch = new Batch(new(new Field("c", type)), [source], 200);
            var projection = ExpressionCompiler.Project(Ref(0, type));
            projection.SourceColumn.ShouldBe(0);
            foreach (var selection in new[] { null, Enumerable.Range(0, 100).Select(i => i * 2 + 1).ToArray() })
            {
                var output = Column.Create(type);
                var count = selection?.Length ?? 200;
                projection.Evaluate(batch, selection, count, output, new(), new());
                for (var i = 0; i < count; i++)
                {
                    Evaluation.Read(output, i).ShouldBe(Evaluation.Read(source, selection?[i] ?? i));
                }
            }
        }
    }

    [Fact]
    public void A_result_by_code_is_forgotten_with_the_dictionary()
    {
        var schema = new Schema(new Field("s", TypeKind.Varchar));
        var projection = ExpressionCompiler.Project(Call("length", Ref(0, TypeKind.Varchar)));
        var output = (Column<int>)Column.Create(TypeKind.Integer);
        foreach (var text in new[] { "a", "bcd", "ef" })
        {
            projection.Evaluate(Evaluation.Fill(schema, true, [text], [text], [text + text]), null, 3, output, new(), new());
            output.Values[..3].ShouldBe([text.Length, text.Length, text.Length * 2]);
        }
    }

    [Fact]
    public void Texts_stay_right_when_they_fill_more_than_a_block_of_the_arena()
    {
        var text = new string('x', 1000);
        var schema = new Schema(new Field("s", TypeKind.Varchar));
        var batch = Evaluation.Fill(schema, false, [.. Enumerable.Range(0, 300).Select(i => new object?[] { $"{i}{text}" })]);
        var output = (TextColumn)Column.Create(TypeKind.Varchar);
        var arena = new TextArena();
        var upper = Call("upper", Ref(0, TypeKind.Varchar));

        ExpressionCompiler.Project(Call("concat", upper, Text("-"), Call("lower", upper))).Evaluate(batch, null, 300, output, new(), arena);

        for (var i = 0; i < 300; i++)
        {
            output[i].ToString().ShouldBe($"{i}{text.ToUpperInvariant()}-{i}{text}");
        }
    }

    private static string[] Rows(Batch batch) =>
        [.. Enumerable.Range(0, batch.Count)
            .Select(row => string.Join(' ', batch.Columns.Select(column => Evaluation.Read(column, row) ?? "null")))];
}
