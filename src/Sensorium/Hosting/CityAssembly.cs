using Sensorium.Access;
using Sensorium.Cities;
using Sensorium.Commands;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Devices;
using Sensorium.Hosting.Devices;
using Sensorium.Lake.Query;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Runtime;
using Sensorium.Web.Alerts;
using Sensorium.Web.Live;

namespace Sensorium.Hosting;

/// <summary>Puts a city's parts together for <c>up</c>: the one place that knows which there are and how they meet.</summary>
internal static class CityAssembly
{
    /// <summary>How the pipelines of a city work, by its settings.</summary>
    public static LiveOptions Options(City city, DataFolder data) => new()
    {
        Checkpoints = data.Checkpoints,
        CommitInterval = city.Settings.Commit.Interval,
        CheckpointInterval = city.Settings.Checkpoint.Interval,
        StateBudget = city.Settings.State.Budget.Bytes,
    };

    /// <param name="rebuilt">Tables that are made anew from their streams.</param>
    public static CityHost Build(City city, DataFolder data, IScheduler scheduler, Action<string> say, IReadOnlyList<string> rebuilt)
    {
        var host = new CityHost(city, data, scheduler, say);
        var fleet = city.Settings.Devices && city.DevicesFile is { } file ? FleetFile.Parse(File.ReadAllBytes(file), Path.GetFileName(file)) : null;
        var program = SqlSources.Compile(city);
        var pages = PageFiles.Compile(city, program);
        var streams = city.Settings.Streams.Keys
            .Concat(program.Streams.Select(stream => stream.PhysicalName))
            .Concat(fleet?.Devices.Select(device => device.Stream) ?? [])
            .Concat(fleet?.Groups.SelectMany(group => new[] { group.Stream, group.Failures }).OfType<string>() ?? []);
        var logs = new StreamLogs(streams, data, city.Settings, scheduler);
        host.Add(logs);
        var feed = new LiveFeed(scheduler.Time);
        var files = new LocalFileSystem(data.Path);
        var audit = new AuditLog(files, data.AuditLog, scheduler.Time);
        var board = new AlertBoard(program.Pipelines.OfType<AlertPipeline>().Select(alert => alert.Name), files, data.AlertAnswers, audit, scheduler.Time);
        var alerts = new AlertLog(files, data.AlertLog, board.IsMuted);
        var pipelines = new CityPipelines(program, logs.Of, data.Lake(city), LakeCatalog.FolderOf, data, scheduler, Options(city, data))
        {
            Feed = feed,
            Notify = alerts.Append,
            Alerted = board.Take,
            Rebuilt = rebuilt,
        };
        host.Add(pipelines);
        LedgerReport Ledger() => new(logs.Ledger(), pipelines.Ledger());
        host.Add(new WebDoor(host, logs, pipelines, Ledger, feed, isSimulated: fleet is not null, say) { Pages = pages, Alerts = board, Audit = audit });
        if (fleet is not null)
        {
            host.Add(new FleetPump(fleet, logs, scheduler));
        }

        host.Answer("flush", async (_, _) =>
        {
            await pipelines.Flush();
            return null;
        });
        host.Answer("ledger", (_, _) => Task.FromResult<System.Text.Json.Nodes.JsonNode?>(Ledger().ToJson()));
        return host;
    }
}
