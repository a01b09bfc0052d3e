using Sensorium.Core;

namespace Sensorium.Engine.Decode;

/// <summary>Nulls whose value beneath is always the same, so that equal rows are equal bytes.</summary>
internal static class NullCells
{
    public static void Write(Column column, int row)
    {
        switch (column)
        {
            case Column<byte> bytes:
                bytes.Values[row] = 0;
                break;
            case Column<int> integers:
                integers.Values[row] = 0;
                break;
            case Column<long> longs:
                longs.Values[row] = 0;
                break;
            case Column<double> doubles:
                doubles.Values[row] = 0;
                break;
            case Column<GeoPoint> points:
                points.Values[row] = default;
                break;
            case TextColumn { IsCoded: true } coded:
                coded.Codes[row] = 0;
                break;
            case TextColumn flat:
                (flat.Starts[row], flat.Lengths[row]) = (0, 0);
                break;
        }

        column.SetNull(row);
    }
}
