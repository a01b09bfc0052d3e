using System.Runtime.InteropServices;
using Sensorium.Core;

namespace Sensorium.Lake.DuckDb;

/// <summary>Rows of batches into a DuckDB table, a chunk of 2,048 at a time.</summary>
internal static unsafe class BatchLoader
{
    private const int ChunkRows = 2048;
    private const int VarcharType = 17;

    /// <summary>DuckDB's name of the type that a Delta column of this kind is written from.</summary>
    public static string TypeName(TypeKind type) => type switch
    {
        TypeKind.Boolean => "BOOLEAN",
        TypeKind.Integer => "INTEGER",
        TypeKind.BigInt => "BIGINT",
        TypeKind.Double => "DOUBLE",
        TypeKind.Varchar => "VARCHAR",
        TypeKind.Binary => "BLOB",
        TypeKind.Date => "DATE",
        TypeKind.Timestamp => "TIMESTAMPTZ",
        TypeKind.Point => "STRUCT(latitude DOUBLE, longitude DOUBLE)",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>Creates the table and fills it. A point takes two columns here, <c>name.latitude</c> and <c>name.longitude</c>.</summary>
    public static void Load(DuckDatabase database, string table, Schema schema, IReadOnlyList<Batch> batches)
    {
        var columns = schema.Fields.SelectMany(field => field.Type == TypeKind.Point
            ? [$"{Quote(field.Name + ".latitude")} DOUBLE", $"{Quote(field.Name + ".longitude")} DOUBLE"]
            : new[] { $"{Quote(field.Name)} {TypeName(field.Type)}" });
        database.Execute($"CREATE OR REPLACE TABLE {table} ({string.Join(", ", columns)})");
        if (Native.CreateAppender(database.Connection, null, table, out var appender) != 0)
        {
            throw new DuckDbException($"Rows cannot be appended to {table}.");
        }

        var types = schema.Fields.SelectMany(field => field.Type == TypeKind.Point ? [11, 11] : new[] { TypeNumber(field.Type) })
            .Select(Native.CreateType).ToArray();
        nint chunk;
        fixed (nint* first = types)
        {
            chunk = Native.CreateChunk(first, (ulong)types.Length);
        }

        bool flushed;
        try
        {
            foreach (var batch in batches)
            {
                for (var from = 0; from < batch.Count; from += ChunkRows)
                {
                    Append(appender, chunk, batch, from, Math.Min(ChunkRows, batch.Count - from));
                }
            }
        }
        finally
        {
            Native.DestroyChunk(ref chunk);
            for (var i = 0; i < types.Length; i++)
            {
                Native.DestroyType(ref types[i]);
            }

            flushed = Native.DestroyAppender(ref appender) == 0;
        }

        if (!flushed)
        {
            throw new DuckDbException($"Rows could not be appended to {table}.");
        }
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static int TypeNumber(TypeKind type) => type switch
    {
        TypeKind.Boolean => 1,
        TypeKind.Integer => 4,
        TypeKind.BigInt => 5,
        TypeKind.Double => 11,
        TypeKind.Date => 13,
        TypeKind.Varchar => VarcharType,
        TypeKind.Binary => 18,
        TypeKind.Timestamp => 31,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static void Append(nint appender, nint chunk, Batch batch, int from, int count)
    {
        Native.ResetChunk(chunk);
        var target = 0UL;
        foreach (var column in batch.Columns)
        {
            var vector = Native.ChunkVector(chunk, target++);
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
                    Copy(vector, doubles, from, count);
                    break;
                case TextColumn text:
                    Copy(vector, text, from, count);
                    break;
                case Column<GeoPoint> points:
                    var longitudes = Native.ChunkVector(chunk, target++);
                    FillValidity(longitudes, column, from, count);
                    for (var row = 0; row < count; row++)
                    {
                        ((double*)Native.VectorData(vector))[row] = points.Values[from + row].Latitude;
                        ((double*)Native.VectorData(longitudes))[row] = points.Values[from + row].Longitude;
                    }

                    break;
            }
        }

        Native.SetChunkSize(chunk, (ulong)count);
        if (Native.AppendChunk(appender, chunk) != 0)
        {
            throw new DuckDbException(Marshal.PtrToStringUTF8(Native.AppenderError(appender)) ?? "Rows cannot be appended.");
        }
    }

    private static void FillValidity(nint vector, Column column, int from, int count)
    {
        if (!column.HasNulls)
        {
            return;
        }

        Native.EnsureValidity(vector);
        var validity = Native.VectorValidity(vector);
        for (var row = 0; row < count; row++)
        {
            if (!column.IsValid(from + row))
            {
                validity[row >> 6] &= ~(1UL << row);
            }
        }
    }

    private static void Copy<T>(nint vector, Column<T> column, int from, int count)
        where T : unmanaged =>
        column.Values.AsSpan(from, count).CopyTo(new Span<T>(Native.VectorData(vector), count));

    private static void Copy(nint vector, TextColumn column, int from, int count)
    {
        for (var row = 0; row < count; row++)
        {
            if (column.IsValid(from + row))
            {
                var text = column[from + row].Span;
                fixed (byte* bytes = text)
                {
                    Native.AssignText(vector, (ulong)row, bytes, (ulong)text.Length);
                }
            }
        }
    }
}
