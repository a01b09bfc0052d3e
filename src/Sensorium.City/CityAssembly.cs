using System.Collections;
using Sensorium.Access;
using Sensorium.City.Access;
using Sensorium.City.Canaries;
using Sensorium.City.Devices;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Lake;
using Sensorium.City.Logs;
using Sensorium.City.Observe;
using Sensorium.City.Pipelines;
using Sensorium.City.Streams;
using Sensorium.City.Web;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Devices;
using Sensorium.Devices.Streets;
using Sensorium.Engine.Execution;
using Sensorium.Lake.Query;
using Sensorium.Sql.Plan;
using Sensorium.Web.Alerts;
using Sensorium.Web.Live;

namespace Sensorium.City;

/// <summary>Puts a city's parts together for <c>up</c>: the one place that knows which there are and how they meet.</summary>
internal static class CityAssembly
{
    /// <param name="rebuilt">Tables that are made anew from their streams.</param>
    /// <param name="variables">Of the environment, for those that OpenTelemetry names.</param>
    /// <param name="devices">How many simulated devices there are; null for as many as the city has.</param>
    /// <param name="setsClockBack">Whether append times that stand ahead of the machine's clock begin anew at it.</param>
    public static CityHost Build(
        CityFolder city,
        DataFolder data,
        IScheduler scheduler,
        Log log,
        IReadOnlyList<string> rebuilt,
        IDictionary variables,
        int? devices = null,
        bool setsClockBack = false)
    {
        Action<string> say = text => log.Info("city", text);
        var host = new CityHost(city, data, scheduler, say);
        var fleet = CityStreams.Fleet(city);
        fleet = devices is { } count ? fleet?.WithDevices(count) : fleet;
        var streets = fleet is { HasTraffic: true } ? Task.Run(StreetGraph.LoadGothenburg) : null;
        var program = SqlSources.Compile(city);
        var pages = PageFiles.Compile(city, program);
        var telemetry = new Telemetry(city, variables, log);
        host.Add(telemetry);
        var logs = new StreamLogs(CityStreams.Names(city, program, fleet), data, city.Settings, scheduler)
        {
            SetsClockBack = setsClockBack,
        };
        host.Add(logs);
        var audit = new AuditLog(new LocalFileSystem(data.Path), data.AuditLog, scheduler.Time);
        var access = new AccessPart(city, data, audit, scheduler.Time);
        host.Add(access);
        access.Answer(host, logs);
        var feed = new LiveFeed(scheduler.Time);
        var files = new LocalFileSystem(data.Path);
        var board = new AlertBoard(
            program.Pipelines.OfType<AlertPipeline>().Select(alert => alert.Name), files, data.AlertAnswers, audit, scheduler.Time);
        var alerts = new AlertLog(files, data.AlertLog, board.IsMuted);
        var lake = LakeAccess.Of(data, city, scheduler.Time);
        host.Add(new LakePart(lake, scheduler));
        var options = CityPipelines.OptionsOf(city, data);
        var pipelines = new CityPipelines(program, new(logs.Of, () => logs.All), lake, data, scheduler, options)
        {
            Rows = new(feed) { Alerted = board.Take },
            Notify = alerts.Append,
            Rebuilt = rebuilt,
        };
        host.Add(pipelines);
        if (fleet is not null)
        {
            // Before the web part, whose first page then has rows to show.
            host.Add(new FleetPump(fleet, streets, logs, scheduler));
        }

        LedgerReport Ledger() => new(logs.Ledger(), pipelines.Ledger());
        var flush = new PacedFlush(pipelines.Flush, scheduler.Time);
        var queries = lake.Queries(city.Settings.Query.Limits, data.Scratch, ended => flush.TryAsk(LakeQueries.FlushLimit, ended));
        var web = new WebPart(host, logs, pipelines, access, Ledger, feed, lake, queries, isSimulated: fleet is not null, say)
        {
            Pages = pages,
            Alerts = board,
            Audit = audit,
            Metrics = () => telemetry.Metrics,
            OnFault = text => log.Error("web", text, "SN9999"),
        };
        host.Add(web);
        var canaries = new CanaryWatch(logs, pipelines, scheduler, city.Settings.Commit.Interval);
        host.Add(canaries);
        telemetry.Meter = new(host, logs, pipelines, feed, () => canaries.Counts);
        host.Add(new HealthWatch(host, log, scheduler));
        host.Answer("flush", async (_, _) =>
        {
            await flush.Ask();
            return null;
        });
        host.Answer("verify", canaries.Verify);
        host.Describe = status => CityReport.Add(status, logs, pipelines, web, canaries, Ledger(), data, scheduler.Time);
        host.Answer("ledger", (_, _) => Task.FromResult<System.Text.Json.Nodes.JsonNode?>(Ledger().ToJson()));
        return host;
    }
}
