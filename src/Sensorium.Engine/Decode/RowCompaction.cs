using Sensorium.Core;

namespace Sensorium.Engine.Decode;

/// <summary>Closes the gaps that rejected records leave.</summary>
internal static class RowCompaction
{
    /// <summary>Moves row <paramref name="kept"/>[i] to row i, for ascending rows.</summary>
    public static void Compact(Column column, ReadOnlySpan<int> kept)
    {
        switch (column)
        {
            case Column<byte> bytes:
                Move(bytes.Values, kept);
                break;
            case Column<int> integers:
                Move(integers.Values, kept);
                break;
            case Column<long> longs:
                Move(longs.Values, kept);
                break;
            case Column<double> doubles:
                Move(doubles.Values, kept);
                break;
            case Column<GeoPoint> points:
                Move(points.Values, kept);
                break;
            case TextColumn { IsCoded: true } coded:
                Move(coded.Codes, kept);
                break;
            case TextColumn flat:
                Move(flat.Starts, kept);
                Move(flat.Lengths, kept);
                break;
        }

        if (column.HasNulls)
        {
            for (var i = 0; i < kept.Length; i++)
            {
                if (column.IsValid(kept[i]))
                {
                    column.SetValid(i);
                }
                else
                {
                    column.SetNull(i);
                }
            }
        }
    }

    public static void Move<T>(T[] values, ReadOnlySpan<int> kept)
    {
        for (var i = 0; i < kept.Length; i++)
        {
            values[i] = values[kept[i]];
        }
    }
}
