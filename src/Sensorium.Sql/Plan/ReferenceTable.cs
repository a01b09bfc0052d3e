using Sensorium.Core;

namespace Sensorium.Sql.Plan;

/// <summary>A file of <c>reference/</c>, loaded whole. <paramref name="Fingerprint"/> is a hash of its bytes.</summary>
public sealed record ReferenceTable(string Name, string Path, string Fingerprint, Batch Rows)
{
    public Schema Schema => Rows.Schema;

    /// <summary>
    /// Its rows in the columns that an earlier version had: found by name, whole numbers where numbers with a fraction stood.
    /// </summary>
    /// <exception cref="SensoriumException">SN4012: a column is missing, or has another type.</exception>
    public Batch RowsAs(Schema schema)
    {
        var rows = new Batch(schema, Rows.Count) { Count = Rows.Count };
        for (var i = 0; i < schema.Count; i++)
        {
            var wanted = schema[i];
            var own = Schema.IndexOf(wanted.Name);
            var type = own < 0 ? (TypeKind?)null : Schema[own].Type;
            if (type == wanted.Type)
            {
                rows.Columns[i] = Rows.Columns[own];
            }
            else if ((type, wanted.Type) is (TypeKind.BigInt, TypeKind.Double))
            {
                Widen(Rows.Values<long>(own), rows.Values<double>(i));
            }
            else if (type is not null && AllNull(Rows.Columns[own]))
            {
                SetNull(rows.Columns[i]);
            }
            else
            {
                throw new SensoriumException(
                    "SN4012",
                    $"{Path} has {(type is null ? $"no column {wanted.Name} any more" : $"{CanonicalText.Type(type.Value)} in its column "
                        + $"{wanted.Name}, where {CanonicalText.Type(wanted.Type)} stood")}",
                    "put it back as it was; or change the statements too, and rebuild their tables with `sensorium up --rebuild TABLE`");
            }
        }

        return rows;
    }

    private void Widen(Column<long> from, Column<double> to)
    {
        for (var row = 0; row < Rows.Count; row++)
        {
            if (from.IsValid(row))
            {
                to.Set(row, from.Values[row]);
            }
            else
            {
                to.SetNull(row);
            }
        }
    }

    private bool AllNull(Column column)
    {
        for (var row = 0; row < Rows.Count; row++)
        {
            if (column.IsValid(row))
            {
                return false;
            }
        }

        return true;
    }

    private void SetNull(Column column)
    {
        for (var row = 0; row < Rows.Count; row++)
        {
            column.SetNull(row);
        }
    }
}
