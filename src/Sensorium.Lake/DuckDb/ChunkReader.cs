using System.Numerics;
using Sensorium.Core;
using Sensorium.Core.Numerics;

namespace Sensorium.Lake.DuckDb;

/// <summary>Copies a chunk of a result into a batch.</summary>
internal static unsafe class ChunkReader
{
    public static void Read(nint chunk, ResultColumns shape, Batch batch)
    {
        var count = (int)Native.ChunkSize(chunk);
        batch.EnsureCapacity(count);
        for (var column = 0; column < batch.Columns.Length; column++)
        {
            var vector = Native.ChunkVector(chunk, (ulong)column);
            var target = batch.Columns[column];
            ReadValidity(Native.VectorValidity(vector), target, count);
            ReadValues(vector, shape.Types[column], target, count);
        }

        batch.Count = count;
    }

    private static void ReadValidity(ulong* validity, Column column, int count)
    {
        if (validity is not null)
        {
            column.StartNulls();
            new ReadOnlySpan<ulong>(validity, (count + 63) >> 6).CopyTo(column.Validity);
        }
    }

    private static void ReadValues(nint vector, DuckType type, Column column, int count)
    {
        var data = Native.VectorData(vector);
        switch (type)
        {
            case DuckType.Boolean:
                Copy<byte>(data, column, count);
                break;
            case DuckType.TinyInt:
                Widen<sbyte, int>(data, column, count);
                break;
            case DuckType.SmallInt:
                Widen<short, int>(data, column, count);
                break;
            case DuckType.UTinyInt:
                Widen<byte, int>(data, column, count);
                break;
            case DuckType.USmallInt:
                Widen<ushort, int>(data, column, count);
                break;
            case DuckType.Integer or DuckType.Date:
                Copy<int>(data, column, count);
                break;
            case DuckType.UInteger:
                Widen<uint, long>(data, column, count);
                break;
            case DuckType.BigInt or DuckType.Timestamp or DuckType.TimestampZoned:
                Copy<long>(data, column, count);
                break;
            case DuckType.UBigInt:
                Narrow((ulong*)data, (Column<long>)column, count);
                break;
            case DuckType.HugeInt:
                Narrow((Int128*)data, (Column<long>)column, count);
                break;
            case DuckType.Float:
                Widen<float, double>(data, column, count);
                CanonicalNaN.Copy(((Column<double>)column).Values.AsSpan(0, count), ((Column<double>)column).Values);
                break;
            case DuckType.Double:
                CanonicalNaN.Copy(new(data, count), ((Column<double>)column).Values);
                break;
            case DuckType.TimestampSeconds:
                Scale((long*)data, (Column<long>)column, count, 1_000_000, 1);
                break;
            case DuckType.TimestampMillis:
                Scale((long*)data, (Column<long>)column, count, 1_000, 1);
                break;
            case DuckType.TimestampNanos:
                Scale((long*)data, (Column<long>)column, count, 1, 1_000);
                break;
            case DuckType.Struct:
                ReadPoints(vector, (Column<GeoPoint>)column, count);
                break;
            default:
                ReadTexts((DuckText*)data, (TextColumn)column, count);
                break;
        }
    }

    private static void Copy<T>(void* data, Column column, int count)
        where T : unmanaged => new ReadOnlySpan<T>(data, count).CopyTo(((Column<T>)column).Values);

    private static void Widen<TFrom, TTo>(void* data, Column column, int count)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        var from = (TFrom*)data;
        var to = ((Column<TTo>)column).Values;
        for (var row = 0; row < count; row++)
        {
            to[row] = TTo.CreateTruncating(from[row]);
        }
    }

    private static void Narrow<T>(T* from, Column<long> column, int count)
        where T : unmanaged, INumber<T>
    {
        var to = column.Values;
        for (var row = 0; row < count; row++)
        {
            try
            {
                to[row] = column.IsValid(row) ? long.CreateChecked(from[row]) : 0;
            }
            catch (OverflowException error)
            {
                throw new DuckDbException($"The whole number {from[row]} does not fit 64 bits; cast the column to DOUBLE or VARCHAR.", error);
            }
        }
    }

    private static void Scale(long* from, Column<long> column, int count, long factor, long divisor)
    {
        var to = column.Values;
        for (var row = 0; row < count; row++)
        {
            // What is null holds anything; ±infinity stays what it is.
            to[row] = from[row] is long.MaxValue or -long.MaxValue ? from[row]
                : divisor == 1 ? unchecked(from[row] * factor)
                : (from[row] - (((from[row] % divisor) + divisor) % divisor)) / divisor;
        }
    }

    private static void ReadPoints(nint vector, Column<GeoPoint> column, int count)
    {
        var latitudes = (double*)Native.VectorData(Native.StructChild(vector, 0));
        var longitudes = (double*)Native.VectorData(Native.StructChild(vector, 1));
        var to = column.Values;
        for (var row = 0; row < count; row++)
        {
            to[row] = new(CanonicalNaN.Of(latitudes[row]), CanonicalNaN.Of(longitudes[row]));
        }
    }

    private static void ReadTexts(DuckText* from, TextColumn column, int count)
    {
        for (var row = 0; row < count; row++)
        {
            if (column.IsValid(row))
            {
                column.Set(row, DuckText.Of(from + row));
            }
            else
            {
                (column.Starts[row], column.Lengths[row]) = (0, 0);
            }
        }
    }
}
