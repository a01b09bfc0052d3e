using Sensorium.Core;

namespace Sensorium.Testing;

/// <summary>A row as text: its values between bars.</summary>
public static class RowText
{
    public static IEnumerable<string> All(Batch batch) => Enumerable.Range(0, batch.Count).Select(row => Of(batch, row));

    public static string Of(Batch batch, int row) =>
        string.Join('|', batch.Columns.Select(column => !column.IsValid(row) ? "NULL" : column switch
    {
        Column<byte> bytes => bytes.Values[row].ToString(),
        Column<int> integers => integers.Values[row].ToString(),
        Column<long> longs when longs.Type == TypeKind.Timestamp => new EventTime(longs.Values[row]).ToString(),
        Column<long> longs => longs.Values[row].ToString(),
        Column<double> doubles => doubles.Values[row].ToString("R"),
        TextColumn text => text[row].ToString(),
        _ => column.GetType().Name,
    }));
}
