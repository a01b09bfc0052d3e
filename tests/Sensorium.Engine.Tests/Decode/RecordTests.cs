using System.Text;
using Sensorium.Core;
using Sensorium.Engine.Decode;
using Sensorium.Sql.Plan;
using static Sensorium.Engine.Tests.Decode.DecoderBench;

namespace Sensorium.Engine.Tests.Decode;

public sealed class RecordTests
{
    private static readonly string Deep63 = new string('[', 63) + new string(']', 63);

    [Theory]
    [InlineData("", "Empty")]
    [InlineData(" ", "NotJson")]
    [InlineData("{", "NotJson")]
    [InlineData("""{"c":1}x""", "NotJson")]
    [InlineData("""{"c":1}{"c":2}""", "NotJson")]
    [InlineData("""{"c":1,}""", "NotJson")]
    [InlineData("""{"c":1/*comment*/}""", "NotJson")]
    [InlineData("""{'c':1}""", "NotJson")]
    [InlineData("""{"c":1,"x":tru}""", "NotJson")]
    [InlineData("\uFEFF{\"c\":1}", "NotJson")]
    [InlineData("[1]", "NotAnObject")]
    [InlineData("\"text\"", "NotAnObject")]
    [InlineData("5", "NotAnObject")]
    [InlineData("null", "NotAnObject")]
    public void What_is_not_one_JSON_object_is_rejected_whole(string record, string reason)
    {
        var bench = OneColumn(TypeKind.Integer).Decode(record);
        bench.Batch.Count.ShouldBe(0);
        bench.Batch.Rejected.ShouldHaveSingleItem().ShouldBe(new RejectedRecord(0, Enum.Parse<RejectReason>(reason), -1));
    }

    [Fact]
    public void Members_that_nobody_declared_may_be_anything_that_is_JSON()
    {
        var bench = OneColumn(TypeKind.Integer).Decode(
            $$"""{"x":{{Deep63}},"c":1}""",
            $$"""{"x":[{{Deep63}}],"c":2}""",
            """{"x":"\ud800","c":3}""",
            """{"\ud800":1,"c":4}""",
            """ { "c" : 5 , "x" : [ { } , null ] } """);
        bench.Rows().ShouldBe(["1", "3", "4", "5"]);
        bench.Rejections().ShouldBe(["1: the record is not valid JSON"]);
    }

    [Fact]
    public void Invalid_UTF8_anywhere_rejects_the_record()
    {
        byte[][] records =
        [
            [.. "{\"c\":1,\"x\":\""u8, 0xC3, .. "\"}"u8],
            [.. "{\"c\":1,\"x\":\""u8, 0xC0, 0xAF, .. "\"}"u8],
            [.. "{\"c\":1,\"x\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8],
            [.. "{\"c\":1,\""u8, 0xFF, .. "\":1}"u8],
            [.. "{\"c\":1,\"x\":\"ö\"}"u8],
        ];
        var bench = OneColumn(TypeKind.Integer).Decode(Block(records));
        bench.Rows().ShouldBe(["1"]);
        bench.Batch.RecordIndex[0].ShouldBe(4);
        bench.Batch.Rejected.Select(rejected => rejected.Reason).ShouldBe(Enumerable.Repeat(RejectReason.NotUtf8, 4));
    }

    [Fact]
    public void The_first_listed_spelling_with_a_value_is_the_column()
    {
        var bench = new DecoderBench(
            Define([Column("device_id", TypeKind.Varchar, nullable: false, spellings: ["device_id", "deviceId", "deviceID"])])).Decode(
            """{"deviceID":"a"}""",
            """{"deviceId":"b","device_id":"c"}""",
            """{"deviceId":"d","device_id":null}""",
            """{"device\u0049d":"e"}""",
            """{"DEVICE_ID":"f"}""",
            """{"device_id":null}""",
            """{"deviceId":5,"device_id":"g"}""");
        bench.Rows().ShouldBe(["'a'", "'c'", "'d'", "'e'", "'g'"]);
        bench.Rejections().ShouldBe(["4: device_id is missing or null", "5: device_id is missing or null"]);
        bench.Batch.Conflicts.ShouldBe(2);
    }

    [Fact]
    public void Of_a_member_that_comes_twice_the_last_counts()
    {
        var bench = OneColumn(TypeKind.Integer)
            .Decode("""{"c":1,"c":2}""", """{"c":"x","c":3}""", """{"c":4,"c":null}""", """{"c":1,"c":2,"\u0063":5}""");
        bench.Rows().ShouldBe(["2", "3", "null", "5"]);
        bench.Batch.DuplicateKeys.ShouldBe(5);
    }

    [Fact]
    public void A_dot_steps_into_an_object()
    {
        var bench = new DecoderBench(Define(
        [
            Column("speed", TypeKind.Double, spellings: ["vehicle.motion.speed", "speed"]),
            Column("place", TypeKind.Point, spellings: ["vehicle.location"]),
            Column("name", TypeKind.Varchar, spellings: ["vehicle.location.name"]),
        ])).Decode(
            """{"vehicle":{"motion":{"speed":1},"location":{"lat":2,"lon":3,"name":"n"}}}""",
            """{"vehicle":{"motion":7},"speed":4}""",
            """{"vehicle":{"motion":{"speed":1}},"vehicle":{"location":[5,6]}}""",
            """{"vehicle":{"motion":{"speed":1},"motion":{}}}""",
            """{"vehicle.motion.speed":8}""",
            """{"vehicle":{"motion":{"speed":1}},"vehicle":null}""");
        bench.Rows().ShouldBe(["1|2 3|'n'", "4|null|null", "null|5 6|null", "null|null|null", "null|null|null", "null|null|null"]);
        bench.Batch.DuplicateKeys.ShouldBe(3);
    }

    [Fact]
    public void Two_columns_may_read_the_same_member()
    {
        var bench = new DecoderBench(
            Define([Column("a", TypeKind.Varchar, spellings: ["m"]), Column("b", TypeKind.Integer, spellings: ["m"])]));
        bench.Decode("""{"m":"5"}""", """{"m":"x"}""");
        bench.Rows().ShouldBe(["'5'|5"]);
        bench.Rejections().ShouldBe(["1: b is not a number"]);
    }

    [Fact]
    public void Columns_that_nobody_needs_are_judged_all_the_same()
    {
        var stream = Define(
            [Column("a", TypeKind.Integer), Column("b", TypeKind.Double), Column("t", TypeKind.Timestamp),
                Column("d", TypeKind.Varchar, nullable: false)]);
        var bench = new DecoderBench(stream, needed: [0]).Decode(
            """{"a":1,"b":2,"t":"2026-05-04T12:00:00Z","d":"x"}""",
            """{"a":2,"b":"x","d":"x"}""",
            """{"a":3,"t":"now","d":"x"}""",
            """{"a":4}""",
            """{"a":5,"d":"y"}""");
        bench.Batch.Rows.Values<int>(0).Values[..2].ShouldBe([1, 5]);
        bench.Batch.RecordIndex[..2].ShouldBe([0, 4]);
        bench.Rejections().ShouldBe(["1: b is not a number", "2: t is not a timestamp", "3: d is missing or null"]);
    }

    [Fact]
    public void Rejected_records_leave_no_gap_and_no_null_behind()
    {
        var bench = new DecoderBench(
            Define(
                [Column("a", TypeKind.Varchar), Column("b", TypeKind.Double), Column("p", TypeKind.Point), Column("o", TypeKind.Boolean)]));
        bench.Decode(
            """{"a":null,"b":1.5,"p":[1,2],"o":true}""",
            """{"b":null,"p":"nowhere"}""",
            "x",
            """{"a":"t","p":null,"o":false}""",
            """{"a":"u","b":-0.0,"p":[3,4],"o":null}""");
        bench.Rows().ShouldBe(["null|1.5|1 2|true", "'t'|null|null|false", "'u'|-0|3 4|null"]);
        bench.Batch.RecordIndex[..3].ShouldBe([0, 3, 4]);
        bench.Decode("""{"a":"v","b":1,"p":[1,2],"o":true}""").Rows().ShouldBe(["'v'|1|1 2|true"]);
        bench.Batch.Rejected.ShouldBeEmpty();
    }

    [Fact]
    public void Coded_columns_share_their_dictionary()
    {
        var dictionary = new TextDictionary();
        var bench = new DecoderBench(
            Define([Column("a", TypeKind.Varchar)]),
            new() { Dictionaries = new Dictionary<int, TextDictionary> { [0] = dictionary } });
        bench.Decode("""{"a":"x"}""", """{"a":"\u0079"}""", """{"a":null}""", """{"a":"y"}""");
        bench.Rows().ShouldBe(["'x'", "'y'", "null", "'y'"]);
        bench.Batch.Rows.Text(0).Codes[1].ShouldBe(bench.Batch.Rows.Text(0).Codes[3]);
        bench.Decode("""{"a":"y"}""").Batch.Rows.Text(0).Codes[0].ShouldBe(dictionary.Find("y"u8));
        dictionary.Count.ShouldBe(2);
    }

    [Fact]
    public void A_rejection_names_the_column_and_what_is_wrong()
    {
        var stream = Define([Column("value", TypeKind.Double, check: new Literal(false, TypeKind.Boolean, default))]);
        foreach (var reason in Enum.GetValues<RejectReason>()[1..])
        {
            var words = new RejectedRecord(0, reason, 0).Describe(stream);
            words.ShouldStartWith("value ");
        }
    }
}
