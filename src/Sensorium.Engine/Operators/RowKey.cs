using Sensorium.Core;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Operators;

/// <summary>
/// Several values of a row as bytes that are equal where the values are: −0 is 0, and NaN, whatever its bits, is NaN. Reused row after row.
/// </summary>
internal sealed class RowKey
{
    private readonly StateWriter _bytes = new();

    /// <summary>The key in which NULL and NaN are values like others, as in GROUP BY. Valid until the next call.</summary>
    /// <param name="keys">Indexes into the columns.</param>
    public ReadOnlySpan<byte> Of(Column[] columns, ReadOnlySpan<int> keys, int row)
    {
        _bytes.Clear();
        foreach (var key in keys)
        {
            Write(columns[key], row);
        }

        return _bytes.Written.Span;
    }

    /// <summary>The key of all columns as <c>=</c> sees it. Valid until the next call.</summary>
    /// <returns>False where a value is NULL or NaN, which equals nothing.</returns>
    public bool TryEquate(Column[] columns, int row, out ReadOnlySpan<byte> key)
    {
        _bytes.Clear();
        foreach (var column in columns)
        {
            if (!column.IsValid(row)
                || (column is Column<double> doubles && double.IsNaN(doubles.Values[row]))
                || (column is Column<GeoPoint> points && (double.IsNaN(points.Values[row].Latitude) || double.IsNaN(points.Values[row].Longitude))))
            {
                key = default;
                return false;
            }

            Write(column, row);
        }

        key = _bytes.Written.Span;
        return true;
    }

    private void Write(Column column, int row)
    {
        switch (column)
        {
            case Column<double> doubles when column.IsValid(row):
                _bytes.Byte(1);
                _bytes.Double(Canonical(doubles.Values[row]));
                break;
            case Column<GeoPoint> points when column.IsValid(row):
                _bytes.Byte(1);
                _bytes.Double(Canonical(points.Values[row].Latitude));
                _bytes.Double(Canonical(points.Values[row].Longitude));
                break;
            default:
                ColumnState.SaveValue(column, row, _bytes);
                break;
        }
    }

    private static double Canonical(double value) => double.IsNaN(value) ? double.NaN : value == 0 ? 0 : value;
}
