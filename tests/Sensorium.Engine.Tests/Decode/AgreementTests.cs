using Sensorium.Engine.Expressions;
using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Decode;
using Sensorium.Engine.Decode.Templates;
using Sensorium.Sql.Functions;
using Sensorium.Sql.Plan;
using static Sensorium.Engine.Tests.Decode.DecoderBench;

namespace Sensorium.Engine.Tests.Decode;

/// <summary>
/// The three ways of decoding agree on every input, bit by bit, with each other and with the rules as <see cref="Oracle"/> has them. With
/// SENSORIUM_TEST_LONG=1 on some twenty-five million records, else on some three hundred thousand.
/// </summary>
public sealed class AgreementTests
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("SENSORIUM_TEST_LONG") == "1" ? 1000 : 12;

    private static readonly StreamDefinition Readings = Define(
        [
            Column("id", TypeKind.Varchar, nullable: false, spellings: ["sensorId", "sensor_id"]),
            Column("type", TypeKind.Varchar),
            Column("city", TypeKind.Varchar),
            Column("lat", TypeKind.Double),
            Column("lon", TypeKind.Double),
            Column("value", TypeKind.Double, check: AtMost(5, 90)),
            Column("unit", TypeKind.Varchar),
            Column("t", TypeKind.Timestamp, spellings: ["timestamp", "time"]),
        ],
        eventTime: 7);

    private static readonly StreamDefinition Measurements = Define(
        [
            Column("device_id", TypeKind.Varchar, nullable: false, spellings: ["device_id", "deviceId", "deviceID"]),
            Column("sensor_type", TypeKind.Varchar, spellings: ["sensor_type", "sensorType"]),
            Column("value", TypeKind.Double),
            Column("t", TypeKind.Timestamp, spellings: ["timestamp"], time: new(TimestampKind.Text, "Europe/Stockholm")),
        ],
        eventTime: 3);

    private static readonly StreamDefinition Vehicles = Define(
        [
            Column("id", TypeKind.Varchar),
            Column("place", TypeKind.Point, spellings: ["location"]),
            Column("speed", TypeKind.Integer, spellings: ["motion.speed"]),
            Column("odometer", TypeKind.BigInt, spellings: ["motion.odometer"]),
            Column("moving", TypeKind.Boolean),
            Column("built", TypeKind.Date),
            Column("t", TypeKind.Timestamp, time: new(TimestampKind.EpochMilliseconds, null)),
            Column("t_text", TypeKind.Varchar, spellings: ["note"]),
        ],
        eventTime: 6,
        csv: new(Nulls: "NA"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void On_damaged_sensor_readings(int seed) => Compare(Readings, seed, maker => maker.Reading());

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void On_damaged_measurements_of_two_producers(int seed) => Compare(Measurements, seed, maker => maker.Measurement());

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void On_damaged_vehicle_positions(int seed) => Compare(Vehicles, seed, maker => maker.Position());

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void On_JSON_of_any_stream_with_the_rules(int seed) => CompareWithRules(RecordFormat.Json, seed);

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void On_CSV_of_any_stream_with_the_rules(int seed) => CompareWithRules(RecordFormat.Csv, seed);

    [Fact]
    public void On_JSON_as_another_reader_sees_it()
    {
        var stream = Define(
            [Column("id", TypeKind.Varchar, spellings: ["sensorId"]), Column("value", TypeKind.Double), Column("unit", TypeKind.Varchar)]);
        var bench = new DecoderBench(stream);
        for (var round = 0; round < Rounds; round++)
        {
            var maker = new MessageMaker(round);
            var records = Enumerable.Range(0, 2000).Select(_ => maker.Damaged(maker.Reading(), maker.Random.Next(3))).ToArray();
            bench.Decode(Lines(records));
            var row = 0;
            for (var i = 0; i < records.Length; i++)
            {
                var isAccepted = row < bench.Batch.Count && bench.Batch.RecordIndex[row] == i;
                var cells = isAccepted
                    ? string.Join('|', Cell(bench.Batch.Rows, 0, row), Cell(bench.Batch.Rows, 1, row), Cell(bench.Batch.Rows, 2, row))
                    : null;
                var expected = Oracle(records[i]);
                if (cells != expected)
                {
                    cells.ShouldBe(expected, Encoding.Latin1.GetString(records[i]));
                }

                row += isAccepted ? 1 : 0;
            }

            row.ShouldBe(bench.Batch.Count);
            row.ShouldBeInRange(500, 1800);
        }
    }

    [Fact]
    public void On_every_double()
    {
        var random = new Random(7);
        var records = new List<byte[]>();
        var expected = new List<long>();
        for (var i = 0; i < 20_000; i++)
        {
            var number = Number(random, i % 5);
            records.Add(Encoding.UTF8.GetBytes($$"""{"c":{{number}}}"""));
            expected.Add(BitConverter.DoubleToInt64Bits(double.Parse(number, CultureInfo.InvariantCulture)));
        }

        foreach (var way in Enum.GetValues<DecodeWay>())
        {
            var bench = new DecoderBench(Define([Column("c", TypeKind.Double)]), way: way).Decode(Block(records));
            bench.Batch.Count.ShouldBe(records.Count);
            bench.Batch.Rows.Values<double>(0).Values[..records.Count].Select(BitConverter.DoubleToInt64Bits).ShouldBe(expected);
        }
    }

    [Fact]
    public unsafe void Digits_without_intrinsics_are_the_same()
    {
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var number = random.NextInt64(0, (long)Math.Pow(10, random.Next(1, 16)));
            var text = number.ToString(CultureInfo.InvariantCulture);
            Span<byte> digits = stackalloc byte[16];
            for (var d = 0; d < text.Length; d++)
            {
                digits[d] = (byte)(text[d] - '0');
            }

            var order = Vector128.Load(KernelTables.Shuffles + (((text.Length << 4) + text.Length) << 4));
            JsonNumber.DigitsPortable(Vector128.Create((ReadOnlySpan<byte>)digits), order).ShouldBe(number);
        }
    }

    [Fact]
    public void A_stream_of_one_shape_follows_its_template()
    {
        var maker = new MessageMaker(1);
        var bench = new DecoderBench(Readings);
        bench.Decode(Lines(Enumerable.Range(0, 5000).Select(_ => maker.Damaged(maker.Reading(), 0))));
        bench.Decoder.Followed.ShouldBe(5000 - TemplateReader.ChunkSize);
    }

    [Fact]
    public void Shapes_that_take_turns_are_all_learnt()
    {
        var bench = new DecoderBench(Readings);
        string[] shapes =
        [
            """{"sensorId":"a","value":1,"timestamp":"2026-05-04T12:00:00Z"}""",
            """{"timestamp":"2026-05-04T12:00:00Z","sensor_id":"b","value":2}""",
            """{"time":"2026-05-04T12:00:00Z","sensorId":"c","value":null}""",
        ];
        bench.Decode(Enumerable.Range(0, 12_800).Select(i => shapes[i % 3]));
        bench.Batch.Count.ShouldBe(12_800);
        bench.Decoder.Followed.ShouldBeGreaterThan(12_000);
        bench.Rows()[12_797..].ShouldBe(
        [
            "'c'|null|null|null|null|null|null|2026-05-04T12:00:00Z",
            "'a'|null|null|null|null|1|null|2026-05-04T12:00:00Z",
            "'b'|null|null|null|null|2|null|2026-05-04T12:00:00Z",
        ]);
    }

    /// <summary>Seeds choose besides the records which columns are needed and whether ids are coded.</summary>
    private static void Compare(StreamDefinition stream, int seed, Func<MessageMaker, string> make)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var maker = new MessageMaker((seed * 100_000) + round);
            int[] needed = round % 3 == 0 ? [0, stream.EventTimeColumn] : [.. Enumerable.Range(0, stream.Columns.Count)];
            var benches = Enum.GetValues<DecodeWay>().Select(way => new DecoderBench(stream, Options(round), needed, way)).ToArray();
            for (var b = 0; b < 6; b++)
            {
                var records = Enumerable.Range(0, 400).Select(_ => maker.Damaged(make(maker), maker.Random.Next(4) == 0 ? b % 3 : 0));
                var block = b % 2 == 0 ? Lines(records) : Block(records);
                foreach (var bench in benches)
                {
                    bench.Decode(block);
                    if (BatchComparison.FirstDifference(benches[0], bench, block, needed) is { } difference)
                    {
                        Assert.Fail($"{bench.Decoder.Way}, seed {seed}, round {round}, block {b}: {difference}");
                    }
                }

                benches[0].Batch.Count.ShouldBeGreaterThan(100);
            }

            benches[^1].Decoder.Followed.ShouldBeGreaterThan(300);
        }
    }

    private static void CompareWithRules(RecordFormat format, int seed)
    {
        var (accepted, rejected) = (0L, 0L);
        for (var round = 0; round < Rounds * 2; round++)
        {
            var streamSeed = (seed * 1_000_000) + round;
            var maker = new StreamMaker(streamSeed, format);
            var damage = new MessageMaker(streamSeed);
            var oracle = new Oracle(maker.Stream, maker.Header);
            var ways = format == RecordFormat.Json ? Enum.GetValues<DecodeWay>() : [DecodeWay.Reader];
            var benches = ways.Select(
                way => new DecoderBench(
                    maker.Stream,
                    new() { Dictionaries = maker.Coded.ToDictionary(column => column, _ => new TextDictionary()) },
                    maker.Needed,
                    way)).ToArray();
            for (var b = 0; b < 4; b++)
            {
                byte[][] records = [.. Enumerable.Range(0, 300)
                    .Select(_ => damage.Damaged(maker.Message(), damage.Random.Next(6) == 0 ? 1 + (b % 3) : 0))];
                var verdicts = records.Select(oracle.Judge).ToArray();
                var block = b % 2 == 0 ? Lines(records) : Block(records);
                foreach (var bench in benches)
                {
                    if (maker.Header is not null)
                    {
                        bench.Decoder.SetHeader(7, maker.Header);
                    }

                    bench.Decode(block);
                    if (BatchComparison.FirstDifference(verdicts, bench, block, maker.Needed) is { } difference)
                    {
                        Assert.Fail($"{bench.Decoder.Way}, seed {streamSeed}, block {b}: {difference}");
                    }
                }

                accepted += benches[0].Batch.Count;
                rejected += benches[0].Batch.Rejected.Count;
            }
        }

        // Where nearly all are rejected, nothing is compared.
        accepted.ShouldBeGreaterThan(rejected / 4);
        rejected.ShouldBeGreaterThan(accepted / 20);
    }

    private static DecoderOptions Options(int round) =>
        round % 2 == 0 ? new() : new() { Dictionaries = new Dictionary<int, TextDictionary> { [0] = new() } };

    private static FunctionCall AtMost(int column, double limit)
    {
        BoundExpression[] arguments =
        [
            new ColumnReference(column, "value", TypeKind.Double, default), new Literal(limit, TypeKind.Double, default)
        ];
        return new(
            BuiltInFunctions.Catalog.Overloads("<=")
                .Single(overload => overload.Parameters.SequenceEqual([TypeKind.Double, TypeKind.Double])), arguments, default);
    }

    private static string Number(Random random, int form) => form switch
    {
        0 =>
            random.NextInt64(1_000_000_000_000_000_000).ToString("D19", CultureInfo.InvariantCulture).Insert(random.Next(1, 18), ".")
                .TrimStart('0') is var cut && cut[0] == '.' ? $"0{cut}" : cut,
        1 => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any)
            ? any.ToString("R", CultureInfo.InvariantCulture)
            : "0.1",
        2 => (random.NextDouble() * Math.Pow(10, random.Next(-8, 15))).ToString($"F{random.Next(0, 12)}", CultureInfo.InvariantCulture),
        3 => $"{random.Next(-9999, 9999)}e{random.Next(-30, 30)}",
        _ => random.NextInt64(-(1L << 54), 1L << 54).ToString(CultureInfo.InvariantCulture),
    };

    private static string? Oracle(byte[] record)
    {
        try
        {
            if (!Utf8.IsValid(record))
            {
                return null;
            }

            using var document = JsonDocument.Parse(record);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            return string.Join(
                '|', Text(document.RootElement, "sensorId"), Number(document.RootElement, "value"), Text(document.RootElement, "unit"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }

        static JsonElement Find(JsonElement root, string name)
        {
            JsonElement found = default;
            foreach (var member in root.EnumerateObject())
            {
                try
                {
                    found = member.Name == name ? member.Value : found;
                }
                catch (InvalidOperationException)
                {
                    // A name with half of a surrogate pair is nobody's.
                }
            }

            return found;
        }

        static string Text(JsonElement root, string name) => Find(root, name) switch
        {
            { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => "null",
            { ValueKind: JsonValueKind.String } text => $"'{text.GetString()}'",
            _ => throw new FormatException(),
        };

        static string Number(JsonElement root, string name)
        {
            var found = Find(root, name);
            if (found.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            {
                return "null";
            }

            var text = found.ValueKind switch
            {
                JsonValueKind.Number => found.GetRawText(),
                JsonValueKind.String => found.GetString()!,
                _ => throw new FormatException(),
            };
            var number = double.Parse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture);
            return double.IsFinite(number) && !text.Contains('N') && !text.Contains('∞')
                ? number.ToString("R", CultureInfo.InvariantCulture)
                : throw new OverflowException();
        }
    }
}
