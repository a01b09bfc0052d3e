using System.Runtime.CompilerServices;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;
using static Sensorium.Engine.Tests.Decode.DecoderBench;

namespace Sensorium.Engine.Tests.Decode;

/// <summary>What decoders hold between blocks: a city has dozens of them, for months, most of the time idle.</summary>
[Collection(AloneCollection.Name)]
public sealed class MemoryTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void Forty_partitions_with_two_thousand_devices_hold_less_than_a_megabyte_each_beside_the_block()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var benches = Enumerable.Range(0, 40).Select(_ => Bench()).ToArray();
        foreach (var bench in benches)
        {
            for (var i = 0; i < 3; i++)
            {
                bench.Decode(Readings(1500)).Batch.Count.ShouldBe(1500);
            }
        }

        ((GC.GetTotalMemory(forceFullCollection: true) - before) / benches.Length).ShouldBeLessThan(Megabyte);
        GC.KeepAlive(benches);
    }

    [Fact]
    public void A_giant_record_leaves_nothing_behind()
    {
        var bench = Bench();
        bench.Decode(Readings(1500));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        DecodeGiants(bench);
        bench.Batch.Clear();
        // The dictionary keeps the one text that it was given.
        const int Kept = 4 * Megabyte;
        (GC.GetTotalMemory(forceFullCollection: true) - before - Kept).ShouldBeLessThan(Megabyte);
        bench.Decode(Readings(10)).Batch.Count.ShouldBe(10);
    }

    [Fact]
    public void A_block_of_very_many_records_leaves_nothing_behind()
    {
        var bench = Bench();
        bench.Decode(Readings(1500));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        bench.Decode(Enumerable.Repeat("{\"id\":\"a\"}", 400_000)).Batch.Count.ShouldBe(400_000);
        bench.Decode(Enumerable.Repeat("{}", 400_000)).Batch.Rejected.Count.ShouldBe(400_000);
        bench.Batch.Clear();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(Megabyte);
        bench.Decode(Readings(10)).Batch.Count.ShouldBe(10);
    }

    [Fact]
    public void A_block_gives_back_what_a_giant_one_took()
    {
        var block = new RecordBlock();
        block.EnsureData(16 * Megabyte);
        for (var i = 0; i < 100_000; i++)
        {
            block.Add(0, 0, i);
        }

        block.Clear();
        block.Data.Length.ShouldBe(RecordBlock.Padding);
        block.Starts.Length.ShouldBeLessThan(100_000);
        block.EnsureData(Megabyte);
        block.Clear();
        block.Data.Length.ShouldBe(Megabyte + RecordBlock.Padding);
    }

    [Fact]
    public void Ever_new_texts_do_not_grow_what_is_remembered_of_them()
    {
        var dictionary = new TextDictionary();
        var bench = new DecoderBench(
            Define([Column("id", TypeKind.Varchar)]), new() { Dictionaries = new Dictionary<int, TextDictionary> { [0] = dictionary } });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 300_000; i += 3000)
        {
            bench.Decode(Enumerable.Range(i, 3000).Select(id => $"{{\"id\":\"{id}\"}}"));
            bench.Batch.Rows.Text(0)[2999].ToString().ShouldBe($"{i + 2999}");
        }

        dictionary.Count.ShouldBe(300_000);
        // The dictionary counts its texts, and for its index it holds as much as for a million codes.
        (GC.GetTotalMemory(forceFullCollection: true) - before - dictionary.Size).ShouldBeLessThan(24 * Megabyte);
    }

    // Apart, so that the test's own texts are garbage when it measures.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DecodeGiants(DecoderBench bench)
    {
        var text = new byte[12 * Megabyte];
        for (var i = 0; i < text.Length; i += 6)
        {
            "\\u00e5"u8.CopyTo(text.AsSpan(i));
        }

        bench.Decode(Block(new byte[][]
        {
            [.. "{\"id\":\""u8, .. text, .. "\",\"value\":1}"u8],
            [.. "{\"id\":\"a\",\"note\":\""u8, .. text, .. "\"}"u8],
            [.. "{\"id\":\"b\",\""u8, .. text, .. "\":1,\"value\":\""u8, .. text, .. "\"}"u8],
        }));
        bench.Batch.Count.ShouldBe(2);
    }

    private static DecoderBench Bench()
    {
        var columns = Define(
        [
            Column("id", TypeKind.Varchar, nullable: false),
            Column("note", TypeKind.Varchar),
            Column("value", TypeKind.Double),
            Column("t", TypeKind.Timestamp),
        ]);
        return new(columns, new() { Dictionaries = new Dictionary<int, TextDictionary> { [0] = new() } });
    }

    private static RecordBlock Readings(int count)
    {
        var random = new Random(count);
        return Lines(Enumerable.Range(0, count).Select(_ => Encoding.UTF8.GetBytes(
            $$"""{"id":"temp_sensor_{{random.Next(2000):D4}}","t":"2026-05-04T12:00:{{random.Next(60):D2}}.000Z","sensor_type":"temperature","value":{{random.Next(100)}}.5,"note":"Celsius"}""")));
    }
}
