using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Lake;
using Sensorium.City.Pipelines;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Sql.Plan;
using Sensorium.Streams;

namespace Sensorium.City.Runs;

/// <summary>
/// The pipelines of a city over a copy of its streams, into tables of their own. The folder of the tables also holds the checkpoints, in
/// <c>_run</c>: with a longer copy of the same streams a further run goes on where this one ended.
/// </summary>
/// <param name="log">
/// Copy of a data folder, or of the <c>streams</c> in it. Where it has the checkpoints too, each record is joined with the version of a
/// reference table that the city joined it with; else with the tables as they are now.
/// </param>
/// <param name="output">Folder of the tables.</param>
/// <param name="folderOf">Full name of a table → its folder in there.</param>
internal sealed class LogRun(CityFolder city, string log, string output, Func<string, string> folderOf)
{
    private readonly CityProgram _program = SqlSources.Compile(city);
    private readonly DataFolder _data = new(Path.Combine(output, RunOutput.Checkpoints));

    private string FinalMark => Path.Combine(_data.Path, "final");

    /// <summary>Why statements of the city did not run.</summary>
    public IReadOnlyList<SensoriumException> Refused { get; private set; } = [];

    /// <summary>Their folders, relative to that of the run.</summary>
    public IReadOnlyCollection<string> Tables =>
    [
        .. _program.Pipelines.SelectMany(RunTables.Of)
            .Concat(_program.Streams.SelectMany(RunTables.OfStream))
            .Distinct()
            .Select(folderOf),
    ];

    /// <param name="lanes">Decode and aggregate side by side.</param>
    /// <param name="isFinal">Whether windows that are open at the end fire; no run goes on after that.</param>
    public async Task<LedgerReport> Run(int lanes, bool isFinal, CancellationToken cancellation)
    {
        var scheduler = new ThreadScheduler();
        using var owner = DataLock.Take(_data, city.Name, scheduler.Time);
        if (File.Exists(FinalMark))
        {
            throw new SensoriumException(
                "SN1027",
                $"the run in {output} was ended for good with --final.",
                "give another --output, or add --overwrite to begin anew.");
        }

        var streams = Directory.Exists(Path.Combine(log, "streams")) ? Path.Combine(log, "streams") : log;
        var logs = new Dictionary<string, StreamLog>(StringComparer.Ordinal);
        try
        {
            foreach (var name in _program.Streams.Select(stream => stream.PhysicalName).Distinct())
            {
                logs.Add(name, StreamLog.OpenReadOnly(new LocalFileSystem(), scheduler, Path.Combine(streams, name), name));
            }

            var options = WithReferences(
                CityPipelines.OptionsOf(city, _data) with { Lanes = lanes, FiresAtEnd = isFinal, EndsOnFault = true });
            using var lake = new LakeAccess(output, _data.Scratch, folderOf, scheduler.Time);
            using var pipelines = new CityPipelines(_program, new(name => logs[name], () => logs.Values), lake, _data, scheduler, options);
            await pipelines.Start(cancellation);
            try
            {
                await pipelines.Completion.WaitAsync(cancellation);
            }
            finally
            {
                await pipelines.Stop(CancellationToken.None);
            }

            Refused = pipelines.Refused;
            if (isFinal)
            {
                File.WriteAllText(FinalMark, "");
            }

            return new([], pipelines.Ledger());
        }
        finally
        {
            foreach (var open in logs.Values)
            {
                await open.DisposeAsync();
            }
        }
    }

    /// <summary>Joins as the city did, where the copy says how.</summary>
    private SupervisorOptions WithReferences(SupervisorOptions options)
    {
        var data = new DataFolder(log);
        if (!Directory.Exists(data.Checkpoints))
        {
            return options;
        }

        var files = new LocalFileSystem();
        var versions = new ReferenceVersions(files, data.References);
        return options with
        {
            ReferenceHistory = pipeline =>
                Path.Combine(data.Checkpoints, pipeline) is var checkpoint && Directory.Exists(checkpoint)
                && ReferenceSwitch.Recorded(files, checkpoint) is { Count: > 0 } recorded ? recorded : null,
            ReferenceVersion = known => versions.Load(known.Table, known.Fingerprint),
        };
    }
}
