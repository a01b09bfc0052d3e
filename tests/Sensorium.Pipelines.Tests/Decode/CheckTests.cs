using Sensorium.Core;
using Sensorium.Pipelines.Decode;
using Sensorium.Pipelines.Plan;
using static Sensorium.Pipelines.Tests.Decode.DecoderBench;

namespace Sensorium.Pipelines.Tests.Decode;

public sealed class CheckTests
{
    [Fact]
    public void A_record_that_fails_a_CHECK_is_rejected_after_all_else()
    {
        var value = new ColumnReference(1, "value", TypeKind.Double, default);
        var stream = Define([Column("id", TypeKind.Varchar), Column("value", TypeKind.Double, check: value), Column("other", TypeKind.Double, check: new NotExpression(value, default))]);
        var options = new DecoderOptions
        {
            CompileCheck = (_, check) => (rows, verdicts) =>
            {
                verdicts.Length.ShouldBe(rows.Count);
                for (var row = 0; row < rows.Count; row++)
                {
                    var column = rows.Values<double>(1);
                    if (column.IsValid(row) && (column.Values[row] < 0) == check is ColumnReference)
                    {
                        verdicts[row] = column.Values[row] == 0 ? RejectReason.CheckFault : RejectReason.CheckFailed;
                    }
                }
            },
        };
        var bench = new DecoderBench(stream, options, needed: [0, 4]);
        bench.Decode("""{"id":"a","value":-1}""", """{"id":"b","value":0}""", """{"id":"c"}""", "x", """{"id":"d","value":null}""");
        var rows = bench.Batch.Rows;
        bench.Batch.Count.ShouldBe(2);
        bench.Batch.RecordIndex[..2].ShouldBe([2, 4]);
        Cell(rows, 0, 0).ShouldBe("'c'");
        Cell(rows, 0, 1).ShouldBe("'d'");
        Cell(rows, 4, 1).ShouldBe("104");
        bench.Rejections().ShouldBe(
        [
            "0: value fails CHECK (…)",
            "1: other cannot be checked by CHECK (…)",
            "3: the record is not valid JSON",
        ]);
    }
}
