using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Engine.Decode;

namespace Sensorium.Engine.Tests.Decode;

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
                    return Say(
                        block,
                        record,
                        $"{expected.Stream.Columns[column].Field.Name} is {DecoderBench.Cell(one.Rows, column, row)} against "
                            + $"{DecoderBench.Cell(other.Rows, column, row)}");
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

    /// <summary>The same against what the rules say of each record.</summary>
    public static string? FirstDifference(IReadOnlyList<OracleVerdict> expected, DecoderBench actual, RecordBlock block, int[] columns)
    {
        var (batch, stream) = (actual.Batch, actual.Stream);
        var (row, rejected, conflicts, repeated) = (0, 0, 0, 0);
        for (var record = 0; record < block.Count; record++)
        {
            var verdict = expected[record];
            var (reason, column) = (verdict.Reason, verdict.Column);
            if (reason == RejectReason.None)
            {
                (conflicts, repeated) = (conflicts + verdict.Conflicts, repeated + verdict.Repeated);
                if (stream.EventTimeColumn >= 0
                    && (long)verdict.Values![stream.EventTimeColumn]! > DecoderBench.Now.Micros + (stream.Ahead.Ticks / 10))
                {
                    (reason, column) = (RejectReason.InTheFuture, stream.EventTimeColumn);
                }
            }

            if (reason != RejectReason.None)
            {
                if (rejected >= batch.Rejected.Count || batch.Rejected[rejected] != new RejectedRecord(record, reason, column))
                {
                    return Say(block, record, $"{reason} of column {column} against {Verdict(actual, record)}");
                }

                rejected++;
                continue;
            }

            if (row >= batch.Count || batch.RecordIndex[row] != record)
            {
                return Say(block, record, $"accepted against {Verdict(actual, record)}");
            }

            foreach (var needed in columns)
            {
                if (!IsSame(batch.Rows.Columns[needed], verdict.Values![needed], row))
                {
                    return Say(
                        block,
                        record,
                        $"{stream.Columns[needed]} is {verdict.Values[needed]} against {DecoderBench.Cell(batch.Rows, needed, row)}");
                }
            }

            row++;
        }

        return row != batch.Count ? $"{row} rows against {batch.Count}"
            : conflicts != batch.Conflicts ? $"{conflicts} conflicts against {batch.Conflicts}"
            : repeated != batch.DuplicateKeys ? $"{repeated} duplicate keys against {batch.DuplicateKeys}"
            : null;
    }

    private static bool IsSame(Column column, object? value, int row) =>
        value is null ? !column.IsValid(row) : column.IsValid(row) && (column, value) switch
    {
        (TextColumn texts, string text) => texts[row].ToString() == text,
        (Column<byte> flags, bool flag) => flags.Values[row] == (flag ? 1 : 0),
        (Column<int> integers, int integer) => integers.Values[row] == integer,
        (Column<long> longs, long number) => longs.Values[row] == number,
        (Column<double> doubles, double number) => Bits(doubles.Values[row]) == Bits(number),
        (Column<GeoPoint> points, GeoPoint point) =>
            Bits(points.Values[row].Latitude) == Bits(point.Latitude) && Bits(points.Values[row].Longitude) == Bits(point.Longitude),
        _ => false,
    };

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
                Bits(points.Values[row].Latitude) == Bits(against.Values[row].Latitude)
                    && Bits(points.Values[row].Longitude) == Bits(against.Values[row].Longitude),
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

    private static string Say(RecordBlock block, int record, string what) =>
        $"record {record}: {what}: {Encoding.Latin1.GetString(block.Value(record))}";
}
