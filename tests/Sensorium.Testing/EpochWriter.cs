using System.Globalization;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Tables;

namespace Sensorium.Testing;

/// <summary>Writes tables <c>(id, n, x, day)</c>, partitioned by day, as a pipeline does.</summary>
public sealed class EpochWriter(ITableStore tables)
{
    private readonly Dictionary<string, long> _epochs = [];

    public static Schema Schema { get; } = new(
        new Field("id", TypeKind.Varchar),
        new Field("n", TypeKind.BigInt),
        new Field("x", TypeKind.Double),
        new Field("day", TypeKind.Date));

    /// <summary>Commits rows as the next epoch of a table, which the first call creates.</summary>
    /// <param name="table">Full name.</param>
    /// <param name="rows">Days as <c>yyyy-MM-dd</c>.</param>
    public async Task Commit(string table, params (string Id, long N, double? X, string Day)[] rows)
    {
        var batch = new Batch(Schema);
        batch.EnsureCapacity(rows.Length);
        foreach (var (id, n, x, day) in rows)
        {
            var row = batch.Count++;
            batch.Text(0).Set(row, Encoding.UTF8.GetBytes(id));
            batch.Values<long>(1).Set(row, n);
            if (x is { } value)
            {
                batch.Values<double>(2).Set(row, value);
            }
            else
            {
                batch.Columns[2].SetNull(row);
            }

            batch.Values<int>(3)
                .Set(
                    row,
                    DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber
                        - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
        }

        var opened = await tables.Open(new TableDefinition(table, Schema, ["day"]), default);
        var epoch = _epochs[table] = _epochs.GetValueOrDefault(table) + 1;
        await opened.Commit(
            new(
                $"{table}/1",
                epoch,
                [(await opened.Stage([batch], default))!],
                new Dictionary<string, object?> { ["pipeline"] = table, ["epoch"] = epoch }), default);
    }
}
