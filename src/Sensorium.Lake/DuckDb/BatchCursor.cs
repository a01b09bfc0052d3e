using Sensorium.Core;
using Sensorium.Core.Numerics;

namespace Sensorium.Lake.DuckDb;

/// <summary>One scan of a <see cref="BatchRelation"/>: hands its rows out, 2,048 at a time, to whichever of DuckDB's threads asks.</summary>
/// <param name="columns">The columns asked for, −1 for one that nobody looks at.</param>
internal sealed unsafe class BatchCursor(BatchRelation relation, int[] columns)
{
    private int _next = -1;

    public void Fill(nint chunk)
    {
        var index = Interlocked.Increment(ref _next);
        if (index >= relation.Chunks.Count)
        {
            Interlocked.Decrement(ref _next);
            Native.SetChunkSize(chunk, 0);
            return;
        }

        var (number, from, count) = relation.Chunks[index];
        var batch = relation.Batches[number];
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] >= 0)
            {
                Fill(Native.ChunkVector(chunk, (ulong)i), batch.Columns[columns[i]], from, count);
            }
        }

        Native.SetChunkSize(chunk, (ulong)count);
    }

    private void Fill(nint vector, Column column, int from, int count)
    {
        FillValidity(vector, column, from, count);
        switch (column)
        {
            case Column<byte> bytes:
                Copy(vector, bytes, from, count);
                break;
            case Column<int> integers:
                Copy(vector, integers, from, count);
                break;
            case Column<long> longs:
                Copy(vector, longs, from, count);
                break;
            case Column<double> doubles:
                CanonicalNaN.Copy(doubles.Values.AsSpan(from, count), new(Native.VectorData(vector), count));
                break;
            case Column<GeoPoint> points:
                FillPoints(vector, points, from, count);
                break;
            case TextColumn { Dictionary: { } dictionary } coded:
                FillCoded(vector, coded, dictionary, from, count);
                break;
            case TextColumn flat:
                FillFlat(vector, flat, from, count);
                break;
        }
    }

    private static void FillValidity(nint vector, Column column, int from, int count)
    {
        if (column.HasNulls)
        {
            Native.EnsureValidity(vector);
            var words = new Span<ulong>(Native.VectorValidity(vector), (count + 63) >> 6);
            var (first, shift) = (from >> 6, from & 63);
            var validity = column.Validity.AsSpan(first);
            for (var word = 0; word < words.Length; word++)
            {
                var low = validity[word] >> shift;
                words[word] = shift == 0 || word + 1 >= validity.Length ? low : low | (validity[word + 1] << (64 - shift));
            }
        }
    }

    private static void Copy<T>(nint vector, Column<T> column, int from, int count)
        where T : unmanaged => column.Values.AsSpan(from, count).CopyTo(new(Native.VectorData(vector), count));

    private static void FillPoints(nint vector, Column<GeoPoint> column, int from, int count)
    {
        var (first, second) = (Native.StructChild(vector, 0), Native.StructChild(vector, 1));
        FillValidity(first, column, from, count);
        FillValidity(second, column, from, count);
        var latitudes = (double*)Native.VectorData(first);
        var longitudes = (double*)Native.VectorData(second);
        var points = column.Values.AsSpan(from, count);
        for (var row = 0; row < points.Length; row++)
        {
            (latitudes[row], longitudes[row]) = (CanonicalNaN.Of(points[row].Latitude), CanonicalNaN.Of(points[row].Longitude));
        }
    }

    private static void FillFlat(nint vector, TextColumn column, int from, int count)
    {
        var texts = (DuckText*)Native.VectorData(vector);
        var (starts, lengths) = (column.Starts, column.Lengths);

        // Pinned by the relation, so the address outlives this block.
        fixed (byte* bytes = column.Bytes)
        {
            for (var row = 0; row < count; row++)
            {
                texts[row] = column.IsValid(from + row) ? new(bytes + starts[from + row], lengths[from + row]) : default;
            }
        }
    }

    private void FillCoded(nint vector, TextColumn column, TextDictionary dictionary, int from, int count)
    {
        var codes = column.Codes.AsSpan(from, count);
        if (relation.TextsOf(dictionary) is { } entries)
        {
            var texts = (DuckText*)Native.VectorData(vector);
            for (var row = 0; row < codes.Length; row++)
            {
                texts[row] = column.IsValid(from + row) ? entries[codes[row]] : default;
            }

            return;
        }

        for (var row = 0; row < codes.Length; row++)
        {
            if (column.IsValid(from + row))
            {
                var text = dictionary[codes[row]].Span;
                fixed (byte* bytes = text)
                {
                    Native.AssignBytes(vector, (ulong)row, bytes, (ulong)text.Length);
                }
            }
        }
    }
}
