using System.Globalization;
using System.Text;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Core.Tables;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

/// <summary>A data folder whose lake holds what a test writes into it, and calls of the program on it.</summary>
internal sealed class TestCity : IDisposable
{
    private readonly LocalObjectStore _objects;
    private readonly Dictionary<string, long> _epochs = [];

    public TestCity()
    {
        _objects = new(new LocalFileSystem(Path.Combine(Folder, "data", "lake")), ".");
        Tables = new(_objects, LakeCatalog.FolderOf, Path.Combine(Folder, "scratch"), TimeProvider.System);
        File.WriteAllText(Path.Combine(Folder, "city.json"), """{"format": 1, "name": "Test", "query": {"timeout": "20 s"}}""");
    }

    public static Schema Schema { get; } = new(
        new Field("id", TypeKind.Varchar),
        new Field("n", TypeKind.BigInt),
        new Field("x", TypeKind.Double),
        new Field("day", TypeKind.Date));

    public string Folder { get; } = Directory.CreateTempSubdirectory("sensorium-").FullName;

    public string Data => Path.Combine(Folder, "data");

    public DeltaTableStore Tables { get; }

    /// <summary>One epoch of a table <c>(id, n, x, day)</c> by day.</summary>
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

            batch.Values<int>(3).Set(row, DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
        }

        var opened = await Tables.Open(new TableDefinition(table, Schema, ["day"]), default);
        var epoch = _epochs[table] = _epochs.GetValueOrDefault(table) + 1;
        await opened.Commit(new($"{table}/1", epoch, [(await opened.Stage([batch], default))!], new Dictionary<string, object?> { ["pipeline"] = table, ["epoch"] = epoch }), default);
    }

    public Task<Run> Sensorium(params string[] arguments) => Run.Of([.. arguments, "--city", Folder, "--data", Data]);

    public void Dispose()
    {
        Tables.Dispose();
        _objects.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
