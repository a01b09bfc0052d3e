using Sensorium.Engine.Expressions;
using Sensorium.Core;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;
using static Sensorium.Engine.Tests.Decode.DecoderBench;

namespace Sensorium.Engine.Tests.Decode;

public sealed class CheckTests
{
    private static readonly ColumnReference Value = new(1, "value", TypeKind.Double, default);
    private static readonly ColumnReference Part = new(2, "part", TypeKind.Integer, default);

    [Fact]
    public void A_record_that_fails_a_CHECK_is_rejected_after_all_else()
    {
        var bench = new DecoderBench(
            Define(
            [
                Column("id", TypeKind.Varchar),
                Column("value", TypeKind.Double, check: Call(">=", Value, new Literal(0.0, TypeKind.Double, default))),
                Column(
                    "part",
                    TypeKind.Integer,
                    check: Call(
                        ">", Call("/", new Literal(100, TypeKind.Integer, default), Part), new Literal(1, TypeKind.Integer, default))),
            ]),
            needed: [0, 4]);
        bench.Decode(
            """{"id":"a","value":-1,"part":1}""",
            """{"id":"b","value":1,"part":0}""",
            """{"id":"c"}""",
            "x",
            """{"id":"d","value":null,"part":7}""",
            """{"id":"e","value":-1,"part":0}""",
            """{"id":"f","value":0,"part":1000}""");
        bench.Batch.Count.ShouldBe(2);
        bench.Batch.RecordIndex[..2].ShouldBe([2, 4]);
        Cell(bench.Batch.Rows, 0, 0).ShouldBe("'c'");
        Cell(bench.Batch.Rows, 0, 1).ShouldBe("'d'");
        Cell(bench.Batch.Rows, 4, 1).ShouldBe("104");
        bench.Rejections().ShouldBe(
        [
            "0: value fails CHECK (…)",
            "1: part cannot be checked by CHECK (…)",
            "3: the record is not valid JSON",
            "5: value fails CHECK (…)",
            "6: part fails CHECK (…)",
        ]);
    }

    [Fact]
    public void Records_that_all_pass_are_left_as_they_are()
    {
        var bench = new DecoderBench(
            Define(
                [Column("id", TypeKind.Varchar),
                    Column("value", TypeKind.Double, check: Call("<", Value, new Literal(5.0, TypeKind.Double, default)))]));
        bench.Decode("""{"id":"a","value":1}""", """{"id":"b","value":2}""").Rows().ShouldBe(["'a'|1", "'b'|2"]);
        bench.Batch.Rejected.ShouldBeEmpty();
    }

    private static FunctionCall Call(string name, params BoundExpression[] arguments) =>
        new(
            BuiltInFunctions.Catalog.Overloads(name)
                .Single(overload => overload.Parameters.SequenceEqual(arguments.Select(argument => argument.Type))), arguments, default);
}
