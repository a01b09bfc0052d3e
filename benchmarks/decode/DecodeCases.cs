using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Decode;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Benchmarks.Decode;

/// <summary>From a file to columns, by what is declared and what is needed.</summary>
internal static class DecodeCases
{
    private const int BlockSize = 256 * 1024;

    private static readonly Field[] All =
    [
        new("sensorId", TypeKind.Varchar, Nullable: false), new("type", TypeKind.Varchar), new("city", TypeKind.Varchar), new("lat", TypeKind.Double),
        new("lon", TypeKind.Double), new("value", TypeKind.Double), new("unit", TypeKind.Varchar), new("timestamp", TypeKind.Timestamp),
    ];

    private static readonly Field[] Three = [All[0], All[5], All[7]];

    private static readonly EventTime Now = EventTime.From(new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public static void Run(Results results, EventShape shape, string path)
    {
        results.Measure($"{shape}: read and split", () => Read(shape, path, null, [], []));
        results.Measure($"{shape}: read, decode 3 of 3 declared", () => Read(shape, path, Three, [0, 1, 2], [0]));
        results.Measure($"{shape}: read, decode 3 of 8 declared", () => Read(shape, path, All, [0, 5, 7], [0]));
        results.Measure($"{shape}: read, decode 8 of 8 declared", () => Read(shape, path, All, [0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 6]));
        results.Measure($"{shape}: read, decode 8 of 8 declared, flat text", () => Read(shape, path, All, [0, 1, 2, 3, 4, 5, 6, 7], []));
        results.Measure($"{shape}: decode alone, 3 of 3 declared", Again(shape, path, Three, [0, 1, 2], [0]));
        results.Measure($"{shape}: decode alone, 8 of 8 declared", Again(shape, path, All, [0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 6]));
    }

    private static double Read(EventShape shape, string path, Field[]? fields, int[] needed, int[] coded)
    {
        var stream = Define(shape, fields ?? Three);
        using var source = new FileSource(new ReadOnlyFiles(), "s", [path], stream.Format, stream.Csv);
        var decoder = Decoder(stream, source, needed, coded);
        var batch = new DecodedBatch(stream);
        var block = new RecordBlock();
        var partition = source.Partitions[0];
        var sum = 0.0;
        for (var position = partition.Start; partition.Read(block, position, BlockSize) > 0; position = block.Next)
        {
            if (fields is null)
            {
                sum += block.Count;
                continue;
            }

            decoder.Decode(block, 0, Now, batch);
            sum += batch.Count;
        }

        return sum;
    }

    /// <summary>The first blocks of the file, decoded over and over until as many events are done as it has.</summary>
    private static Func<double> Again(EventShape shape, string path, Field[] fields, int[] needed, int[] coded)
    {
        const int Blocks = 16;
        var stream = Define(shape, fields);
        using var source = new FileSource(new ReadOnlyFiles(), "s", [path], stream.Format, stream.Csv);
        var blocks = new List<RecordBlock>();
        var partition = source.Partitions[0];
        var position = partition.Start;
        while (blocks.Count < Blocks)
        {
            var block = new RecordBlock();
            if (partition.Read(block, position, BlockSize) == 0)
            {
                break;
            }

            blocks.Add(block);
            position = block.Next;
        }

        var events = long.Parse(Path.GetFileNameWithoutExtension(path).Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
        var decoder = Decoder(stream, source, needed, coded);
        var batch = new DecodedBatch(stream);
        return () =>
        {
            var done = 0L;
            for (var i = 0; done < events; i++)
            {
                decoder.Decode(blocks[i % blocks.Count], 0, Now, batch);
                done += batch.Count;
            }

            return done;
        };
    }

    private static StreamDecoder Decoder(StreamDefinition stream, FileSource source, int[] needed, int[] coded)
    {
        var decoder = new StreamDecoder(stream, needed, new() { Dictionaries = coded.ToDictionary(column => column, _ => new TextDictionary()) });
        if (source.Header(0) is { } header)
        {
            decoder.SetHeader(0, header);
        }

        return decoder;
    }

    private static StreamDefinition Define(EventShape shape, Field[] fields) => new(
        "s",
        "s",
        shape == EventShape.Csv ? RecordFormat.Csv : RecordFormat.Json,
        [.. fields.Select(field => new StreamColumn(field, [field.Name], null, null, null, default))],
        fields.Length - 1,
        TimeSpan.FromSeconds(10),
        null,
        TimeSpan.FromMinutes(5),
        new(),
        null,
        default);
}
