using System.Text.Json.Nodes;
using Sensorium.City.Canaries;
using Sensorium.City.Folders;
using Sensorium.City.Pipelines;
using Sensorium.City.Streams;
using Sensorium.City.Web;
using Sensorium.Core;

namespace Sensorium.City;

/// <summary>
/// What <c>status</c> says beside the parts: rate, lag, newest record, disk, pipelines, canaries, and the command to type next.
/// </summary>
internal static class CityReport
{
    public static void Add(
        JsonObject status,
        StreamLogs logs,
        CityPipelines pipelines,
        WebPart web,
        CanaryWatch canaries,
        LedgerReport ledger,
        DataFolder data,
        TimeProvider time)
    {
        var now = time.GetUtcNow();
        status["page"] = web.Address?.ToString();
        status["recordsPerSecond"] = web.Rate is { } rate ? Math.Round(rate, 1) : null;
        status["streams"] = new JsonObject
        {
            ["count"] = ledger.Streams.Count,
            ["records"] = ledger.Streams.Sum(stream => stream.Retained),
            ["bytes"] = ledger.Streams.Sum(stream => stream.Bytes),
        };
        var newest = pipelines.All.SelectMany(pipeline => pipeline.Partitions).Max(partition => partition.NewestRecord?.Micros);
        status["newestRecordSeconds"] = Age(newest is { } micros ? new(micros) : null, now);
        status["newestEventSeconds"] = Age(pipelines.NewestEvent, now);
        var slowest = ledger.Pipelines.MaxBy(entry => entry.Waiting);
        status["waiting"] = new JsonObject { ["records"] = slowest?.Waiting ?? 0, ["pipeline"] = slowest?.Name };
        status["balanced"] = ledger.IsBalanced;
        status["disk"] = new JsonObject { ["path"] = data.Path, ["freeBytes"] = new DriveInfo(data.Path).AvailableFreeSpace };
        status["pipelines"] = Pipelines(pipelines);
        status["canaries"] = Canaries(canaries, now);
        status["next"] = Next(status, pipelines, logs);
    }

    private static JsonArray Pipelines(CityPipelines pipelines)
    {
        var all = new JsonArray();
        foreach (var pipeline in pipelines.All)
        {
            var fault = pipeline.Fault;
            all.Add(new JsonObject
            {
                ["id"] = pipeline.Id,
                ["running"] = fault is null,
                ["code"] = (fault as SensoriumException)?.Code,
                ["cause"] = fault?.Message,
                ["fix"] = (fault as SensoriumException)?.Fix,
            });
        }

        foreach (var refused in pipelines.Refused)
        {
            all.Add(
                new JsonObject
                {
                    ["id"] = null,
                    ["running"] = false,
                    ["code"] = refused.Code,
                    ["cause"] = refused.Message,
                    ["fix"] = refused.Fix,
                });
        }

        return all;
    }

    private static JsonObject Canaries(CanaryWatch canaries, DateTimeOffset now) => new()
    {
        ["sent"] = canaries.Counts.Sent,
        ["arrived"] = canaries.Counts.Arrived,
        ["healthy"] = canaries.Health.IsHealthy,
        ["secondsAgo"] = canaries.Last is { } last ? Math.Round((now - last.At).TotalSeconds, 1) : null,
        ["slowestMilliseconds"] = canaries.Last?.Slowest,
        ["note"] = canaries.Health.Note,
    };

    /// <summary>The command that helps most as things are.</summary>
    private static string Next(JsonObject status, CityPipelines pipelines, StreamLogs logs)
    {
        if (logs.Refused.Count > 0)
        {
            return "sensorium doctor";
        }

        if (pipelines.Refused.Count > 0)
        {
            return "sensorium check";
        }

        foreach (var pipeline in pipelines.All)
        {
            if (pipeline.Fault is SensoriumException fault)
            {
                return fault.Code switch
                {
                    ErrorCodes.StatementChanged or ErrorCodes.CheckpointOfAnotherTable => $"sensorium up --rebuild {pipeline.Id}",
                    _ => "sensorium doctor",
                };
            }
        }

        return (bool)status["healthy"]! is false ? "sensorium doctor"
            : (bool)status["balanced"]! is false ? "sensorium ledger"
            : logs.Ledger().Sum(stream => stream.Appended) == 0
                ? $"sensorium replay FILE --stream {logs.All.FirstOrDefault()?.Stream ?? "NAME"}"
            : "sensorium query \"SHOW TABLES\"";
    }

    private static double? Age(EventTime? time, DateTimeOffset now) =>
        time is { } there ? Math.Round((now - there.ToDateTimeOffset()).TotalSeconds, 1) : null;
}
