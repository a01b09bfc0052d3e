using System.Diagnostics;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Tables;
using Sensorium.Engine.Execution;
using Sensorium.Engine.Sources;
using Sensorium.Sql.Plan;
using Sensorium.Sql.TestFiles;

namespace Sensorium.CityTests;

/// <summary>
/// Runs tests of a city: the pipelines that a test expects something of, over what it gives, as <c>run</c> runs them over files.
/// </summary>
/// <param name="scratch">Folder for what the tests give; each test takes one in it.</param>
internal sealed class CityTest(CityProgram program, string scratch)
{

    /// <summary>Where a test does not say when it is: later than all of its records, so that none lies in the future.</summary>
    private static readonly EventTime _afterAll = EventTime.From(new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public async Task<TestResult> Run(TestCase test, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var problems = new List<Problem>();
        var expectations = new List<ExpectationResult>();
        var folder = Directory.CreateDirectory(Path.Combine(scratch, Guid.NewGuid().ToString("n"))).FullName;
        try
        {
            var given = new GivenFiles(folder, program);
            problems.AddRange(test.Given.SelectMany(given.Add));
            var now = Now(test, problems);
            var targets = test.Expected.Select(expected => Target(expected, problems)).ToList();
            if (problems.Count == 0)
            {
                var tables = new MemoryTables();
                foreach (var pipeline in targets.SelectMany(target => target.Pipelines).DistinctBy(pipeline => pipeline.Id))
                {
                    await Run(pipeline, given, tables, now, cancellation);
                }

                expectations.AddRange(
                    test.Expected.Zip(targets, (expected, target) => Compare(expected, target, tables, problems))
                        .OfType<ExpectationResult>());
            }
        }
        catch (SensoriumException error)
        {
            problems.Add(new(error.Code, test.Span.ToString(), error.Message, error.Fix));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return new(test, problems, expectations, Stopwatch.GetElapsedTime(began));
    }

    private static EventTime Now(TestCase test, List<Problem> problems)
    {
        if (test.Now is not { } now)
        {
            return _afterAll;
        }

        if (!Cell.TryTime(now.Text, out var time))
        {
            problems.Add(
                new(
                    "SN1059",
                    now.Span.ToString(),
                    $"'{now.Text}' is no time.",
                    "write AT '2026-05-04 12:05:00';, in UTC where no zone is written."));
        }

        return time;
    }

    private static async Task Run(
        PipelineDefinition pipeline, GivenFiles given, MemoryTables tables, EventTime now, CancellationToken cancellation)
    {
        var inputs = given.Open(pipeline);
        try
        {
            var running = await FinitePipeline.Open(pipeline, inputs, tables, new ThreadScheduler(), new(now), cancellation);
            await running.Run(cancellation);
        }
        finally
        {
            foreach (var input in inputs)
            {
                ((FileSource)input.Source).Dispose();
            }
        }
    }

    /// <summary>The table that an expectation speaks of, and the pipelines that feed it.</summary>
    private (string Table, IReadOnlyList<PipelineDefinition> Pipelines, string? Alert) Target(
        TestExpectation expected, List<Problem> problems)
    {
        var suffix = TableName.SideOf(expected.Table);
        var name = expected.Table[..^suffix.Length];
        var alerts = program.Pipelines.OfType<AlertPipeline>().ToList();
        if (suffix.Length == 0 && (Same(name, "alerts") || Same(name, AlertTable.Name)) && alerts.Count > 0)
        {
            return (AlertTable.Name, alerts, null);
        }

        if (program.Pipelines.OfType<TablePipeline>()
            .FirstOrDefault(table => Same(table.Id, name) || Same(table.Id, TableName.OfPipeline(name))) is { } found)
        {
            return (found.Id + suffix, [found], null);
        }

        if (alerts.Find(alert => Same(alert.Name, name) || Same(alert.Id, name)) is { } alert)
        {
            return suffix.Length == 0 ? (AlertTable.Name, [alert], alert.Name) : (TableName.OfPipeline(alert.Name) + suffix, [alert], null);
        }

        var known = program.Pipelines.Select(pipeline => pipeline is AlertPipeline other ? other.Name : TableName.ShortOf(pipeline.Id));
        problems.Add(GivenFiles.Unknown(expected.Span.ToString(), $"no pipeline of the city makes a table or alert {name}", name, known));
        return ("", [], null);
    }

    private static ExpectationResult? Compare(
        TestExpectation expected,
        (string Table, IReadOnlyList<PipelineDefinition> Pipelines, string? Alert) target,
        MemoryTables tables,
        List<Problem> problems)
    {
        var schema = tables.SchemaOf(target.Table)!;
        var columns = new List<int>();
        foreach (var column in expected.Columns)
        {
            columns.Add(schema.IndexOf(column.Name));
            if (columns[^1] < 0)
            {
                problems.Add(GivenFiles.Unknown(
                    column.Span.ToString(),
                    $"{TableName.ShortOf(target.Table)} has no column {column.Name}",
                    column.Name,
                    schema.Fields.Select(field => field.Name)));
            }
        }

        if (columns.Contains(-1))
        {
            return null;
        }

        if (columns.Count == 0)
        {
            columns.AddRange(Enumerable.Range(0, schema.Count));
        }

        var before = problems.Count;
        var rows = expected.Rows.Select(row => Expected(row, columns, schema, problems)).ToList();
        if (problems.Count > before)
        {
            return null;
        }

        var names = columns.Select(column => schema[column].Name).ToList();
        var actual = Actual(tables.RowsOf(target.Table), columns, target.Alert).ToList();
        return new(expected, target.Alert ?? target.Table, TableDifference.Of(names, rows!, actual, expected.Tolerance));
    }

    private static Cell[] Expected(TestRow row, List<int> columns, Schema schema, List<Problem> problems)
    {
        if (row.Values.Count != columns.Count)
        {
            problems.Add(new(
                "SN1059", row.Span.ToString(), $"the row has {row.Values.Count} values for {columns.Count} columns.",
                $"give {string.Join(", ", columns.Select(column => schema[column].Name))}, or name the columns behind the table's name."));
            return [];
        }

        var cells = new Cell[columns.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            var (value, field) = (row.Values[i], schema[columns[i]]);
            if (Cell.Of(value, field.Type) is { } cell)
            {
                cells[i] = cell;
            }
            else
            {
                problems.Add(new(
                    "SN1059",
                    value.Span.ToString(),
                    $"{value.Text} is no {TypeName(field.Type)}, and {field.Name} is one.",
                    "write a value of the column's type."));
            }
        }

        return cells;
    }

    private static IEnumerable<Cell[]> Actual(IReadOnlyList<Batch> batches, List<int> columns, string? alert)
    {
        var name = AlertTable.Schema.IndexOf("alert");
        foreach (var batch in batches)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                if (alert is null || Cell.Of(batch.Columns[name], row).Text == alert)
                {
                    yield return [.. columns.Select(column => Cell.Of(batch.Columns[column], row))];
                }
            }
        }
    }

    private static string TypeName(TypeKind type) => type.ToString().ToUpperInvariant();

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
