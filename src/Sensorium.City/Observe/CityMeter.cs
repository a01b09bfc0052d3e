using System.Diagnostics.Metrics;
using Sensorium.City.Hosting;
using Sensorium.City.Pipelines;
using Sensorium.City.Streams;
using Sensorium.Core;
using Sensorium.Lake.Query;
using Sensorium.Streams;
using Sensorium.Web.Live;

namespace Sensorium.City.Observe;

/// <summary>
/// The city's state as instruments. None counts: each reads, when it is asked, what the ledgers and parts know anyway. Their labels are
/// the city's streams, pipelines and parts, never anything that a client sends.
/// </summary>
internal sealed class CityMeter : IDisposable
{
    public const string Name = "Sensorium";

    private readonly CityHost _host;
    private readonly StreamLogs _logs;
    private readonly CityPipelines _pipelines;
    private readonly RisingTotals _totals = new();
    private readonly Meter _meter;

    public CityMeter(CityHost host, StreamLogs logs, CityPipelines pipelines, LiveFeed feed, Func<(long Sent, long Arrived)> canaries)
    {
        (_host, _logs, _pipelines) = (host, logs, pipelines);

        // The scope tells this city's instruments from those of another in the same process.
        _meter = new(new MeterOptions(Name) { Scope = this });
        Count(
            "sensorium.stream.records",
            "Records sent to a stream, by what became of them: appended, duplicate (a retry) or refused.",
            StreamRecords);
        Count("sensorium.stream.expired", "Records that retention has removed.", StreamExpired);
        Show("sensorium.stream.retained", "{record}", "Records that the log holds.", () => Streams(stream => stream.Retained));
        Show("sensorium.stream.size", "By", "Bytes of the log on the disk.", () => Streams(stream => stream.Bytes));
        Show("sensorium.stream.newest.timestamp", "s", "When the newest record was appended, in seconds since 1970.", NewestRecords);
        Show(
            "sensorium.stream.writable",
            "",
            "1 where the disk takes the stream's appends, 0 where it refused one within the last minute or the stream is damaged.",
            () => Each(_logs.Names, IsWritable, name => Of("stream", name)));
        Count(
            "sensorium.pipeline.records",
            "Records that a pipeline has read, by fate: stored, filtered, rejected, late or duplicate.",
            PipelineRecords);
        Show(
            "sensorium.pipeline.in.flight",
            "{record}",
            "Records read whose fate is open: in windows, or not committed yet.",
            () => Pipelines(entry => entry.InFlight));
        Show("sensorium.pipeline.waiting", "{record}", "Records appended but not read yet.", () => Pipelines(entry => entry.Waiting));
        Show(
            "sensorium.pipeline.running",
            "",
            "1 while the pipeline runs, 0 while a fault holds it.",
            () => Each(_pipelines.Pipelines, pipeline => pipeline.Fault is null ? 1.0 : 0, pipeline => Of("pipeline", pipeline.Id)));
        Show(
            "sensorium.pipeline.lag",
            "s",
            "How long the oldest record that waits has been unread.",
            () => Each(_pipelines.Pipelines, pipeline => pipeline.Progress.Lag.TotalSeconds, pipeline => Of("pipeline", pipeline.Id)));
        Show("sensorium.pipeline.watermark.lag", "s", "How far the pipeline's event time lies behind the clock.", WatermarkLags);
        Show(
            "sensorium.pipeline.canary.timestamp",
            "s",
            "When the newest canary was appended that the pipeline has passed, in seconds since 1970.",
            NewestCanaries);
        Show(
            "sensorium.pipeline.state.size",
            "By",
            "Open windows, waiting rows and remembered keys.",
            () => Each(_pipelines.Pipelines, pipeline => (double)pipeline.Progress.StateBytes, pipeline => Of("pipeline", pipeline.Id)));
        Show(
            "sensorium.pipeline.state.limit",
            "By",
            "What a pipeline's state may take: state.budget.",
            () => [new(host.City.Settings.State.Budget.Bytes)]);
        Show("sensorium.pipeline.refused", "{pipeline}", "Statements of the city that do not run.", () => [new(_pipelines.Refused.Count)]);
        Count(
            "sensorium.canaries",
            "Canaries, each on its way through a stream and its pipelines: sent and arrived.",
            () => Canaries(canaries()),
            "{canary}");
        Show(
            "sensorium.ledger.balanced",
            "",
            "1 where every record is accounted for; 0 is a bug.",
            () => [new(new LedgerReport(_logs.Ledger(), _pipelines.Ledger()).IsBalanced ? 1 : 0)]);
        Show(
            "sensorium.part.healthy",
            "",
            "1 where a part of the city is well, 0 where it is not.",
            () => Each(host.Parts, part => part.Health.IsHealthy ? 1.0 : 0, part => Of("part", part.Name)));
        Show("sensorium.page.viewers", "{viewer}", "Pages that follow the city live.", () => [new(feed.Viewers)]);
        Show("sensorium.disk.free", "By", "Room on the disk of the data folder.", () => [new(Disk().AvailableFreeSpace)]);
        Show("sensorium.disk.size", "By", "Size of the disk of the data folder.", () => [new(Disk().TotalSize)]);
        QueryMeter.Declare(_meter);
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Of(string label, string value) => new(label, value);

    private static Measurement<long>[] Canaries((long Sent, long Arrived) counts) =>
        [new(counts.Sent, Of("outcome", "sent")), new(counts.Arrived, Of("outcome", "arrived"))];

    private static List<Measurement<double>> Each<T>(
        IEnumerable<T> all, Func<T, double> value, Func<T, KeyValuePair<string, object?>> label) =>
        [.. all.Select(one => new Measurement<double>(value(one), label(one)))];

    private void Count(string name, string description, Func<IEnumerable<Measurement<long>>> values, string unit = "{record}") =>
        _meter.CreateObservableCounter(name, values, unit, description);

    private void Show(string name, string unit, string description, Func<IEnumerable<Measurement<double>>> values) =>
        _meter.CreateObservableGauge(name, values, unit, description);

    private double IsWritable(string stream) => _logs.Find(stream) is { Fault: null, DiskRefusal: null } ? 1 : 0;

    private List<Measurement<double>> Streams(Func<StreamLedger, double> value) =>
        Each(_logs.Ledger(), value, ledger => Of("stream", ledger.Stream));

    private List<Measurement<double>> Pipelines(Func<LedgerEntry, double> value) =>
        [.. _pipelines.Ledger()
            .Select(entry => new Measurement<double>(value(entry), Of("pipeline", entry.Name), Of("stream", entry.Stream)))];

    private List<Measurement<long>> StreamRecords()
    {
        var counts = new List<Measurement<long>>();
        foreach (var (now, start) in StreamLedgers())
        {
            Add("appended", now.Appended, start.Appended);
            Add("duplicate", now.Duplicate, start.Duplicate);
            Add("refused", now.Refused, start.Refused);

            void Add(string outcome, long count, long atStart) => counts.Add(new(
                _totals.Of("", now.Stream, outcome, count, atStart), Of("stream", now.Stream), Of("outcome", outcome)));
        }

        return counts;
    }

    private List<Measurement<long>> StreamExpired() =>
        [.. StreamLedgers()
            .Select(ledger => new Measurement<long>(ledger.Now.Expired - ledger.Start.Expired, Of("stream", ledger.Now.Stream)))];

    private IEnumerable<(StreamLedger Now, StreamLedger Start)> StreamLedgers() =>
        _logs.Ledger().Join(_logs.AtStart, now => now.Stream, start => start.Stream, (now, start) => (now, start), StringComparer.Ordinal);

    private List<Measurement<double>> NewestRecords() =>
        [.. _logs.Ledger().Where(ledger => ledger.LastAppend is not null).Select(ledger =>
            new Measurement<double>(ledger.LastAppend!.Value.ToUnixTimeMilliseconds() / 1000.0, Of("stream", ledger.Stream)))];

    private List<Measurement<long>> PipelineRecords()
    {
        var counts = new List<Measurement<long>>();
        foreach (var pipeline in _pipelines.Pipelines)
        {
            foreach (var now in pipeline.LedgerAtStart is null ? [] : pipeline.Ledger)
            {
                if (pipeline.LedgerAtStart!.FirstOrDefault(entry => entry.Stream == now.Stream) is { } start)
                {
                    Add("stored", now.Stored, start.Stored);
                    Add("filtered", now.Filtered, start.Filtered);
                    Add("rejected", now.Rejected, start.Rejected);
                    Add("late", now.Late, start.Late);
                    Add("duplicate", now.Duplicate, start.Duplicate);
                }

                void Add(string fate, long count, long atStart) => counts.Add(new(
                    _totals.Of(now.Name, now.Stream, fate, count, atStart),
                    Of("pipeline", now.Name),
                    Of("stream", now.Stream),
                    Of("fate", fate)));
            }
        }

        return counts;
    }

    private List<Measurement<double>> WatermarkLags()
    {
        var now = EventTime.From(_host.Scheduler.Time.GetUtcNow()).Micros;
        var lags = new List<Measurement<double>>();
        foreach (var pipeline in _pipelines.Pipelines)
        {
            if (pipeline.Progress.Watermark is { } watermark)
            {
                const double microsPerSecond = 1e6;
                lags.Add(new((now - (double)watermark.Micros) / microsPerSecond, Of("pipeline", pipeline.Id)));
            }
        }

        return lags;
    }

    private List<Measurement<double>> NewestCanaries() =>
        [.. _pipelines.Pipelines
            .Select(pipeline => (pipeline.Id, pipeline.Progress.NewestCanary))
            .Where(pipeline => pipeline.NewestCanary is not null)
            .Select(
                pipeline => new Measurement<double>(
                    pipeline.NewestCanary!.Value.ToDateTimeOffset().ToUnixTimeMilliseconds() / 1000.0, Of("pipeline", pipeline.Id)))];

    private DriveInfo Disk() => new(_host.Data.Path);
}
