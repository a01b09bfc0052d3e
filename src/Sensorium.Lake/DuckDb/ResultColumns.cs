using Sensorium.Core;

namespace Sensorium.Lake.DuckDb;

/// <summary>The columns of a statement's result: what DuckDB gives and what they become.</summary>
internal sealed class ResultColumns
{
    /// <summary>A decimal of at most so many digits is the same number as a double, and is read back as that.</summary>
    private const int DigitsOfDouble = 15;

    private readonly string?[] _casts;

    private ResultColumns(Schema schema, DuckType[] types, string?[] casts) => (Schema, Types, _casts) = (schema, types, casts);

    public Schema Schema { get; }

    public IReadOnlyList<DuckType> Types { get; }

    public bool NeedsCasts => _casts.Any(cast => cast is not null);

    public static ResultColumns Of(nint statement)
    {
        var count = (int)Native.PreparedColumnCount(statement);
        var fields = new Field[count];
        var types = new DuckType[count];
        var casts = new string?[count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var column = 0; column < count; column++)
        {
            var type = Native.PreparedColumnType(statement, (ulong)column);
            (types[column], var kind, casts[column]) = Fit(type);
            Native.DestroyType(ref type);
            fields[column] = new(Unique(Native.TakeText(Native.PreparedColumnName(statement, (ulong)column)), taken), kind);
        }

        return new(new(fields), types, casts);
    }

    /// <summary>The query without the semicolon, so that it can stand in brackets.</summary>
    public static string Body(string sql) => sql.Trim().TrimEnd(';');

    /// <summary>The same query with the columns cast that have no form here.</summary>
    public string Casting(string sql)
    {
        var columns = _casts.Select((cast, i) => cast is null ? $"#{i + 1}" : $"CAST(#{i + 1} AS {cast})");
        return $"SELECT {string.Join(", ", columns)} FROM (\n{Body(sql)}\n)";
    }

    /// <summary>These names over the types of the query that was cast.</summary>
    public ResultColumns Named(ResultColumns cast) => new(
        new([.. Schema.Fields.Select((field, i) => cast.Schema[i] with { Name = field.Name })]),
        [.. cast.Types],
        new string?[Schema.Count]);

    private static (DuckType Type, TypeKind Kind, string? Cast) Fit(nint type)
    {
        var id = Native.TypeOf(type);
        return id switch
        {
            DuckType.Boolean => (id, TypeKind.Boolean, null),
            DuckType.TinyInt or DuckType.SmallInt or DuckType.Integer or DuckType.UTinyInt or DuckType.USmallInt => (id, TypeKind.Integer, null),
            DuckType.UInteger or DuckType.BigInt or DuckType.UBigInt or DuckType.HugeInt => (id, TypeKind.BigInt, null),
            DuckType.Float or DuckType.Double => (id, TypeKind.Double, null),
            DuckType.Decimal when Native.DecimalWidth(type) <= DigitsOfDouble => (id, TypeKind.Double, "DOUBLE"),
            DuckType.Varchar => (id, TypeKind.Varchar, null),
            DuckType.Blob => (id, TypeKind.Binary, null),
            DuckType.Date => (id, TypeKind.Date, null),
            DuckType.Timestamp or DuckType.TimestampZoned or DuckType.TimestampSeconds or DuckType.TimestampMillis or DuckType.TimestampNanos =>
                (id, TypeKind.Timestamp, null),
            DuckType.Struct when IsPoint(type) => (id, TypeKind.Point, null),
            _ => (id, TypeKind.Varchar, "VARCHAR"),
        };
    }

    private static bool IsPoint(nint type) =>
        Native.StructTypeCount(type) == 2 && IsDouble(type, 0, "latitude") && IsDouble(type, 1, "longitude");

    private static bool IsDouble(nint type, ulong child, string name)
    {
        var childType = Native.StructTypeChild(type, child);
        var isDouble = Native.TypeOf(childType) == DuckType.Double;
        Native.DestroyType(ref childType);
        return Native.TakeText(Native.StructTypeName(type, child)) == name && isDouble;
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var number = 1; !taken.Add(unique); number++)
        {
            unique = $"{name}_{number}";
        }

        return unique;
    }
}
