using Sensorium.Core;

namespace Sensorium.Web.Pages;

/// <summary>What the columns of a layer's query are to the map, by index.</summary>
/// <param name="Key">Tells the devices apart: the first VARCHAR.</param>
/// <param name="Place">The first POINT.</param>
/// <param name="Value">The first number, or −1.</param>
/// <param name="Time">The first TIMESTAMP.</param>
internal sealed record LayerColumns(int Key, int Place, int Value, int Time)
{
    /// <summary>What the schema lacks to be a layer, as words; null where nothing is missing.</summary>
    internal string? Missing =>
        Key < 0 ? "a VARCHAR, which tells its devices apart" : Place < 0
            ? "a POINT, where they are"
            : Time < 0 ? "a TIMESTAMP, when they were there" : null;

    internal static LayerColumns Of(Schema schema)
    {
        int First(params ReadOnlySpan<TypeKind> kinds)
        {
            for (var i = 0; i < schema.Count; i++)
            {
                if (kinds.Contains(schema[i].Type))
                {
                    return i;
                }
            }

            return -1;
        }

        return new(
            First(TypeKind.Varchar),
            First(TypeKind.Point),
            First(TypeKind.Double, TypeKind.BigInt, TypeKind.Integer),
            First(TypeKind.Timestamp));
    }

    /// <summary>The value of a row; NaN for none.</summary>
    internal double ValueOf(Batch rows, int row)
    {
        if (Value < 0 || !rows.Columns[Value].IsValid(row))
        {
            return double.NaN;
        }

        return rows.Columns[Value] switch
        {
            Column<double> doubles => doubles.Values[row],
            Column<long> longs => longs.Values[row],
            Column<int> integers => integers.Values[row],
            _ => double.NaN,
        };
    }
}
