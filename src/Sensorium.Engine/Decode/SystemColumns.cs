using System.Text;
using System.Text.Unicode;
using Sensorium.Core;
using Sensorium.Core.Sources;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Writes what a stream's records have beside their declared columns, in the order of <see cref="StreamDefinition.SystemFields"/>.
/// </summary>
internal static class SystemColumns
{
    /// <param name="needed">By column of the stream's schema.</param>
    /// <param name="first">Index of the first system column.</param>
    public static void Write(RecordBlock block, int partition, ReadOnlySpan<bool> needed, int first, DecodedBatch into)
    {
        var records = into.RecordIndex.AsSpan(0, into.Count);
        if (needed[first])
        {
            into.Rows.Values<int>(first).Values.AsSpan(0, into.Count).Fill(partition);
        }

        if (needed[first + 1])
        {
            var positions = into.Rows.Values<long>(first + 1).Values;
            for (var row = 0; row < records.Length; row++)
            {
                positions[row] = block.Offsets[records[row]];
            }
        }

        if (needed[first + 2])
        {
            WriteAppendTimes(block, records, into.Rows.Values<long>(first + 2));
        }

        if (needed[first + 3])
        {
            WriteKeys(block, records, into.Rows.Text(first + 3));
        }
    }

    private static void WriteAppendTimes(RecordBlock block, ReadOnlySpan<int> records, Column<long> appended)
    {
        for (var row = 0; row < records.Length; row++)
        {
            if (block.HasAppendTimes)
            {
                appended.Values[row] = block.AppendTimes[records[row]];
            }
            else
            {
                NullCells.Write(appended, row);
            }
        }
    }

    private static void WriteKeys(RecordBlock block, ReadOnlySpan<int> records, TextColumn keys)
    {
        for (var row = 0; row < records.Length; row++)
        {
            var length = block.HasKeys ? block.KeyLengths[records[row]] : RecordBlock.NoKey;
            if (length == RecordBlock.NoKey)
            {
                NullCells.Write(keys, row);
                continue;
            }

            var key = block.Data.AsSpan(block.KeyStarts[records[row]], length);
            // A producer's key may be any bytes, and rejects nothing: what is not UTF-8 in it shows as U+FFFD.
            keys.Set(row, Utf8.IsValid(key) ? key : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(key)));
        }
    }
}
