using Sensorium.Core;

namespace Sensorium.Engine.Operators;

/// <summary>Selected rows of a column as a dense column.</summary>
internal static class ColumnGather
{
    /// <returns>The source itself where all rows are selected in order, else <paramref name="into"/> or a column in its place.</returns>
    public static Column Gather(Column source, int[]? selection, int count, Column into)
    {
        if (selection is null)
        {
            return source;
        }

        if (ReferenceEquals(source, into) || into.GetType() != source.GetType())
        {
            into = Column.Create(source.Type, count);
        }

        into.Clear();
        var rows = selection.AsSpan(0, count);
        switch (source)
        {
            case TextColumn text:
                Gather(text, rows, (TextColumn)into);
                break;
            case Column<double> doubles:
                Gather(doubles, rows, (Column<double>)into);
                break;
            case Column<long> longs:
                Gather(longs, rows, (Column<long>)into);
                break;
            case Column<int> integers:
                Gather(integers, rows, (Column<int>)into);
                break;
            case Column<byte> bytes:
                Gather(bytes, rows, (Column<byte>)into);
                break;
            case Column<GeoPoint> points:
                Gather(points, rows, (Column<GeoPoint>)into);
                break;
        }

        if (source.HasNulls)
        {
            for (var i = 0; i < count; i++)
            {
                if (!source.IsValid(rows[i]))
                {
                    into.SetNull(i);
                }
            }
        }

        return into;
    }

    private static void Gather<T>(Column<T> source, ReadOnlySpan<int> rows, Column<T> into)
        where T : unmanaged
    {
        into.EnsureCapacity(rows.Length);
        var (from, to) = (source.Values, into.Values);
        for (var i = 0; i < rows.Length; i++)
        {
            to[i] = from[rows[i]];
        }
    }

    private static void Gather(TextColumn source, ReadOnlySpan<int> rows, TextColumn into)
    {
        if (source.Dictionary is { } dictionary)
        {
            into.UseDictionary(dictionary, rows.Length);
            var (from, to) = (source.Codes, into.Codes);
            for (var i = 0; i < rows.Length; i++)
            {
                to[i] = from[rows[i]];
            }

            return;
        }

        into.UseBuffer(source.Bytes, rows.Length);
        var (starts, lengths) = (source.Starts, source.Lengths);
        for (var i = 0; i < rows.Length; i++)
        {
            into.Starts[i] = starts[rows[i]];
            into.Lengths[i] = lengths[rows[i]];
        }
    }
}
