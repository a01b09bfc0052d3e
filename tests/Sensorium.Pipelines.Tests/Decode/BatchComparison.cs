using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Pipelines.Tests.Decode;

/// <summary>Finds the first way in which two decoders' batches of the same block differ, bit by bit.</summary>
internal static class BatchComparison
{
    /// <returns>Null where they are the same.</returns>
    public static string? FirstDifference(DecoderBench expected, DecoderBench actual, RecordBlock block, int[] columns)
    {
        var (one, other) = (expected.Batch, actual.Batch);
        var count = Math.Min(one.Count, other.Count);
        for (var row = 0; row < count; row++)
        {
            var record = one.RecordIndex[row];
            if (record != other.RecordIndex[row])
            {
                var first = Math.Min(record, other.RecordIndex[row]);
                return Say(block, first, $"accepted by one alone; {Verdict(expected, first)} against {Verdict(actual, first)}");
            }

            if (one.EventTimes[row] != other.EventTimes[row] || one.Clock[row] != other.Clock[row])
            {
                return Say(block, record, $"event time {one.EventTimes[row]} against {other.EventTimes[row]}");
            }

            foreach (var column in columns)
            {
                if (!IsSame(one.Rows.Columns[column], other.Rows.Columns[column], row))
                {
                    return Say(block, record, $"{expected.Stream.Columns[column].Field.Name} is {DecoderBench.Cell(one.Rows, column, row)} against {DecoderBench.Cell(other.Rows, column, row)}");
                }
            }
        }

        for (var i = 0; i < Math.Min(one.Rejected.Count, other.Rejected.Count); i++)
        {
            if (one.Rejected[i] != other.Rejected[i])
            {
                return Say(block, one.Rejected[i].Record, $"{one.Rejected[i]} against {other.Rejected[i]}");
            }
        }

        return one.Count != other.Count ? $"{one.Count} rows against {other.Count}"
            : one.Rejected.Count != other.Rejected.Count ? $"{one.Rejected.Count} rejections against {other.Rejected.Count}"
            : one.Conflicts != other.Conflicts ? $"{one.Conflicts} conflicts against {other.Conflicts}"
            : one.DuplicateKeys != other.DuplicateKeys ? $"{one.DuplicateKeys} duplicate keys against {other.DuplicateKeys}"
            : null;
    }

    private static bool IsSame(Column one, Column other, int row)
    {
        if (one.IsValid(row) != other.IsValid(row))
        {
            return false;
        }

        return (one, other) switch
        {
            (TextColumn text, TextColumn against) => !one.IsValid(row) || text[row].Span.SequenceEqual(against[row].Span),
            (Column<byte> flags, Column<byte> against) => flags.Values[row] == against.Values[row],
            (Column<int> integers, Column<int> against) => integers.Values[row] == against.Values[row],
            (Column<long> longs, Column<long> against) => longs.Values[row] == against.Values[row],
            (Column<double> doubles, Column<double> against) => Bits(doubles.Values[row]) == Bits(against.Values[row]),
            (Column<GeoPoint> points, Column<GeoPoint> against) =>
                Bits(points.Values[row].Latitude) == Bits(against.Values[row].Latitude) && Bits(points.Values[row].Longitude) == Bits(against.Values[row].Longitude),
            _ => false,
        };
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static string Verdict(DecoderBench bench, int record)
    {
        foreach (var rejected in bench.Batch.Rejected)
        {
            if (rejected.Record == record)
            {
                return rejected.Describe(bench.Stream);
            }
        }

        return "accepted";
    }

    private static string Say(RecordBlock block, int record, string what) => $"record {record}: {what}: {Encoding.Latin1.GetString(block.Value(record))}";
}
