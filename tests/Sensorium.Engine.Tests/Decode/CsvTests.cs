using Sensorium.Core;
using Sensorium.Sql.Plan;
using static Sensorium.Engine.Tests.Decode.DecoderBench;

namespace Sensorium.Engine.Tests.Decode;

public sealed class CsvTests
{
    [Fact]
    public void Fields_go_to_the_columns_that_name_their_header()
    {
        var bench = Bench();
        bench.Decoder.SetHeader(7, ["when", "x", "reading", "name"]);
        bench.Decode(
            "2026-05-04T12:00:00Z,ignored,21.5,alpha",
            " 2026-05-04T12:00:00Z ,\"a,\"\"b\"\"\", 21.5 ,\"be\"\"ta, \"\"x\"\"\"",
            ",,,",
            "\"\",\"\",\"\",\"\"",
            "2026-05-04T12:00:00Z,x,NA,NA",
            "2026-05-04T12:00:00Z,x,\"NA\",\"NA\"",
            "\"2026-05-04T12:00:00Z\",\"x\ny\",\"1\",\" z \"");
        bench.Rows().ShouldBe(
        [
            "'alpha'|21.5|2026-05-04T12:00:00Z",
            "'be\"ta, \"x\"'|21.5|2026-05-04T12:00:00Z",
            "null|null|null",
            "''|null|null",
            "null|null|2026-05-04T12:00:00Z",
            "'NA'|null|2026-05-04T12:00:00Z",
            "' z '|1|2026-05-04T12:00:00Z",
        ]);
        bench.Batch.Rejected.ShouldBeEmpty();
    }

    [Fact]
    public void Broken_rows_are_rejected()
    {
        var bench = Bench();
        bench.Decode("a,1", "a,1,,x", "\"a,1,", "\"a\"b,1,", "", "a,one,", "5\" pipe,1,");
        bench.Rows().ShouldBe(["'5\" pipe'|1|null"]);
        bench.Rejections().ShouldBe(
        [
            "0: the row has more or fewer fields than the header",
            "1: the row has more or fewer fields than the header",
            "2: the row's quotes do not match",
            "3: the row's quotes do not match",
            "4: the record is empty or too long",
            "5: value is not a number",
        ]);
    }

    [Fact]
    public void Spellings_in_the_header_compete_by_row()
    {
        var bench = new DecoderBench(
            Define(
                [Column("id", TypeKind.Varchar, spellings: ["id", "ID"]), Column("same", TypeKind.Varchar, spellings: ["ID"])],
                format: RecordFormat.Csv));
        bench.Decoder.SetHeader(7, ["ID", "id"]);
        bench.Decode("a,b", "a,", ",b");
        bench.Rows().ShouldBe(["'b'|'a'", "'a'|'a'", "'b'|null"]);
        bench.Batch.Conflicts.ShouldBe(1);
    }

    [Fact]
    public void The_delimiter_is_declared()
    {
        var bench = new DecoderBench(
            Define([Column("a", TypeKind.Double), Column("b", TypeKind.Point)], format: RecordFormat.Csv, csv: new(Delimiter: ';')));
        bench.Decode("1.5;57.7,11.97", "1,5;");
        bench.Rows().ShouldBe(["1.5|57.7 11.97"]);
        bench.Rejections().ShouldBe(["1: a is not a number"]);
    }

    private static DecoderBench Bench() => new(Define(
        [
            Column("name", TypeKind.Varchar),
            Column("value", TypeKind.Double, spellings: ["value", "reading"]),
            Column("t", TypeKind.Timestamp, spellings: ["when"]),
        ],
        format: RecordFormat.Csv,
        csv: new(Nulls: "NA")));
}
