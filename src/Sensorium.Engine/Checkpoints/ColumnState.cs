using Sensorium.Core;

namespace Sensorium.Engine.Checkpoints;

/// <summary>Values and batches as bytes: a validity byte, then the value. Also the form in which group keys are compared.</summary>
internal static class ColumnState
{
    public static void SaveValue(Column column, int row, StateWriter writer)
    {
        if (!column.IsValid(row))
        {
            writer.Byte(0);
            return;
        }

        writer.Byte(1);
        switch (column)
        {
            case Column<byte> bytes:
                writer.Byte(bytes.Values[row]);
                break;
            case Column<int> integers:
                writer.Int(integers.Values[row]);
                break;
            case Column<long> longs:
                writer.Long(longs.Values[row]);
                break;
            case Column<double> doubles:
                writer.Double(doubles.Values[row]);
                break;
            case Column<GeoPoint> points:
                writer.Double(points.Values[row].Latitude);
                writer.Double(points.Values[row].Longitude);
                break;
            case TextColumn text:
                writer.Bytes(text[row].Span);
                break;
            default:
                throw new NotSupportedException(column.GetType().Name);
        }
    }

    public static void LoadValue(Column column, int row, ref StateReader reader)
    {
        if (reader.Byte() == 0)
        {
            column.SetNull(row);
            return;
        }

        switch (column)
        {
            case Column<byte> bytes:
                bytes.Set(row, reader.Byte());
                break;
            case Column<int> integers:
                integers.Set(row, reader.Int());
                break;
            case Column<long> longs:
                longs.Set(row, reader.Long());
                break;
            case Column<double> doubles:
                doubles.Set(row, reader.Double());
                break;
            case Column<GeoPoint> points:
                points.Set(row, new(reader.Double(), reader.Double()));
                break;
            case TextColumn text:
                text.Set(row, reader.Bytes());
                break;
            default:
                throw new NotSupportedException(column.GetType().Name);
        }
    }

    public static void SaveRows(Batch batch, int from, int to, StateWriter writer)
    {
        writer.Int(to - from);
        for (var row = from; row < to; row++)
        {
            foreach (var column in batch.Columns)
            {
                SaveValue(column, row, writer);
            }
        }

        writer.Byte(batch.Operations is null ? (byte)0 : (byte)1);
        for (var row = from; row < to && batch.Operations is not null; row++)
        {
            writer.Byte((byte)(row < batch.Operations.Length ? batch.Operations[row] : RowOperation.Insert));
        }
    }

    public static void LoadRows(Batch batch, ref StateReader reader)
    {
        var (first, count) = (batch.Count, reader.Int());
        batch.EnsureCapacity(first + count);
        for (var i = 0; i < count; i++)
        {
            foreach (var column in batch.Columns)
            {
                LoadValue(column, batch.Count, ref reader);
            }

            batch.Count++;
        }

        for (var row = reader.Byte() == 0 ? batch.Count : first; row < batch.Count; row++)
        {
            if ((RowOperation)reader.Byte() is var operation and not RowOperation.Insert)
            {
                batch.SetOperation(row, operation);
            }
        }
    }
}
