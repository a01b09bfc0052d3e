using System.Globalization;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Formats;
using Sensorium.Engine.References;
using Sensorium.Sql.Plan;

namespace Sensorium.Web.Pages;

/// <summary>
/// The city's <c>reference/thresholds.csv</c>: a name, then among others <c>low</c> and <c>high</c>, and perhaps <c>unit</c>. Alerts, tiles
/// and bands read the same table. Safe for several threads.
/// </summary>
/// <param name="path">Of the file, which need not be there.</param>
public sealed class Thresholds(IFileSystem files, string path)
{
    internal const string Table = ReferenceTables.Thresholds;

    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    private readonly Lock _gate = new();
    private long _number;

    /// <summary>
    /// Makes those who join with the table ready for what its file is to hold, and throws where they cannot; null where nobody joins with
    /// it.
    /// </summary>
    public Func<byte[], ReferenceTable>? Prepare { get; init; }

    /// <summary>Has them join with that from now on.</summary>
    public Action<ReferenceTable>? Switch { get; init; }

    /// <summary>Counts the changes that were made here.</summary>
    internal long Number => Volatile.Read(ref _number);

    /// <summary>By name, in the order of the file; empty where there is no such table.</summary>
    internal IReadOnlyDictionary<string, Threshold> All()
    {
        var thresholds = new OrderedDictionary<string, Threshold>(StringComparer.Ordinal);
        foreach (var (name, row, columns) in Rows(ReadText()))
        {
            double? Number(int column) => column >= 0 && column < row.Count
                && double.TryParse(row[column].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
            var unit = columns.Unit >= 0 && columns.Unit < row.Count && row[columns.Unit].Text.Length > 0 ? row[columns.Unit].Text : null;
            thresholds.TryAdd(name, new(Number(columns.Low), Number(columns.High), unit));
        }

        return thresholds;
    }

    /// <summary>
    /// Writes a row anew, durably, and leaves every other byte of the file as it is. Nothing is changed where the file, with that row, is
    /// no table that all can join with.
    /// </summary>
    /// <param name="note">Is given what stood there before, ahead of the change.</param>
    /// <param name="switched">Is given the new version, behind the others.</param>
    /// <returns>What stood there before; null where the table has no such row.</returns>
    /// <exception cref="SensoriumException">SN2030, SN4012: somebody has made the file into something else.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal Threshold? Put(string name, double? low, double? high, Action<Threshold> note, Action<ReferenceTable> switched)
    {
        lock (_gate)
        {
            var before = All().GetValueOrDefault(name);
            if (before is null)
            {
                return null;
            }

            var text = ReadStrictly();
            var (_, row, columns) = Rows(text).First(found => found.Name == name);
            var written = new StringBuilder(text);
            foreach (var (column, value) in new[] { (columns.Low, low), (columns.High, high) }.OrderByDescending(change => change.Item1))
            {
                var cell = row[column];
                written.Remove(cell.Start, cell.Length).Insert(cell.Start, value?.ToString("R", CultureInfo.InvariantCulture) ?? "");
            }

            var content = Encoding.UTF8.GetBytes(written.ToString());
            var next = Prepare?.Invoke(content);
            note(before);
            DurableFiles.Replace(files, path, content);
            if (next is not null)
            {
                Switch!(next);
                switched(next);
            }

            Volatile.Write(ref _number, _number + 1);
            return before;
        }
    }

    private string ReadStrictly()
    {
        try
        {
            return _strict.GetString(DurableFiles.Read(files, path));
        }
        catch (ArgumentException error)
        {
            throw new SensoriumException("SN2030", $"{path} is no UTF-8.", "save it as UTF-8.", error);
        }
    }

    private string ReadText() => files.FileExists(path) ? new UTF8Encoding(false).GetString(DurableFiles.Read(files, path)) : "";

    private static IEnumerable<(string Name, IReadOnlyList<CsvCell> Row, (int Low, int High, int Unit) Columns)> Rows(string text)
    {
        var csv = new CsvText(text);
        if (csv.ReadRow() is not { } header)
        {
            yield break;
        }

        var names = header.Select(cell => cell.Text.Trim()).ToList();
        var columns = (Low: names.IndexOf("low"), High: names.IndexOf("high"), Unit: names.IndexOf("unit"));
        if (columns.Low < 0 || columns.High < 0)
        {
            yield break;
        }

        while (csv.ReadRow() is { } row)
        {
            if (row.Count == header.Count)
            {
                yield return (row[0].Text, row, columns);
            }
        }
    }
}
