using Sensorium.Engine.Expressions;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Tables;
using Sensorium.Engine.Execution;
using Sensorium.Engine.Sources;
using Sensorium.Sql;
using Sensorium.Sql.Plan;

namespace Sensorium.Scaffold;

/// <summary>Files read by the real pipelines as a stream is declared: what fits, and when each record happened.</summary>
/// <param name="Rows">That fit, in the order of each partition.</param>
/// <param name="Read">Records that were read.</param>
/// <param name="Causes">Why records were rejected, with how many.</param>
internal sealed record FileProbe(IReadOnlyList<ProbeRow> Rows, long Read, IReadOnlyList<LedgerCause> Causes)
{
    /// <param name="paths">As <c>run</c> would get them: CSV or JSON.</param>
    /// <exception cref="SensoriumException">SN1043: no record fits, or fewer than half.</exception>
    public static async Task<FileProbe> Of(
        InferredStream stream, IReadOnlyList<string> paths, EventTime now, CancellationToken cancellation)
    {
        var shown = stream.Device ?? stream.Columns[0];
        var sql = CitySql.Stream(stream) + $"""

            CREATE TABLE probe AS SELECT _partition, _position, {CitySql.Name(shown.Name)} AS shown{(stream.Time is null ? "" : ", event_time")}
            FROM {CitySql.Name(stream.Name)};
            """;
        var compiled = new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [new("streams.sql", sql)], new Dictionary<string, ReferenceTable>());
        var program = compiled.Program ?? throw new InvalidOperationException(string.Join("; ", compiled.Diagnostics));
        var definition = program.Streams[0];
        using var source = new FileSource(new LocalFileSystem(), definition.PhysicalName, paths, definition.FileFormat, definition.Csv);
        var tables = new MemoryTables();
        var input = new PipelineInput(definition.OfFiles(), new FirstRecords(source, FileSample.MostRecords), source.Header);
        var pipeline = await FinitePipeline.Open(program.Pipelines[0], [input], tables, new ThreadScheduler(), new(now), cancellation);
        await pipeline.Run(cancellation);
        var ledger = pipeline.Ledger()[0];
        var rows = new List<ProbeRow>();
        foreach (var batch in tables.RowsOf(TableName.OfPipeline("probe")))
        {
            for (var row = 0; row < batch.Count; row++)
            {
                rows.Add(new(
                    batch.Values<int>(0).Values[row], batch.Values<long>(1).Values[row], CellText.Of(batch.Columns[2], row),
                    stream.Time is null ? 0 : batch.Values<long>(3).Values[row]));
            }
        }

        var causes = ledger.Causes.Where(cause => cause.Fate == Fate.Rejected).ToList();
        return rows.Count * 2 >= ledger.Read && rows.Count > 0
            ? new(rows, ledger.Read, causes)
            : throw new SensoriumException(
                "SN1043",
                $"{rows.Count:N0} of {ledger.Read:N0} records of {string.Join(", ", paths.Select(Path.GetFileName))} fit the stream that "
                    + $"they seem to be: "
                + string.Join("; ", causes.Take(3).Select(cause => $"{cause.Count:N0}: {cause.Text}")),
                "look at the file there: it may be of several kinds, or damaged. Split it, or write the CREATE STREAM by hand.");
    }
}
