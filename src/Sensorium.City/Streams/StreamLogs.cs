using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Settings;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Streams;

namespace Sensorium.City.Streams;

/// <summary>The logs of all the city's streams, and the clock that removes what is past its age.</summary>
internal sealed class StreamLogs : ICityPart, IDisposable
{
    private static readonly TimeSpan _retention = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with the stream itself, wherever it is opened: SN3002 and the like.</summary>
    private static readonly string[] _damage = ["SN3002", "SN3003", "SN3005", "SN3006", "SN3014"];

    private readonly SortedDictionary<string, StreamLog> _logs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SensoriumException> _refused = new(StringComparer.Ordinal);
    private readonly IReadOnlyCollection<string> _names;
    private readonly DataFolder _data;
    private readonly CitySettings _settings;
    private readonly IScheduler _scheduler;
    private readonly CancellationTokenSource _ended = new();
    private volatile IReadOnlyCollection<StreamLog> _open = [];
    private Task _retaining = Task.CompletedTask;

    /// <param name="names">Physical names of the streams.</param>
    public StreamLogs(IEnumerable<string> names, DataFolder data, CitySettings settings, IScheduler scheduler)
    {
        _names = [.. names.Distinct(StringComparer.Ordinal)];
        _data = data;
        _settings = settings;
        _scheduler = scheduler;
        foreach (var name in _names)
        {
            if (CityStreams.WrongName(name) is { } error)
            {
                throw error;
            }
        }
    }

    public string Name => "streams";

    /// <summary>Whether append times that stand ahead of the machine's clock begin anew at it.</summary>
    public bool SetsClockBack { get; init; }

    public PartHealth Health
    {
        get
        {
            if (_retaining.IsFaulted)
            {
                return new(false, $"nothing is removed any more: {_retaining.Exception!.InnerException!.Message}");
            }

            if (_open.FirstOrDefault(log => log.Fault is not null) is { } broken)
            {
                return new(false, $"{broken.Stream} takes no records: {broken.Fault!.Message}")
                {
                    CannotServe = true,
                    Code = (broken.Fault as SensoriumException)?.Code,
                };
            }

            if (_refused.Count > 0)
            {
                var told = _refused.Select(
                    refused =>
                        $"{refused.Key} is refused, and the others run: "
                            + $"{refused.Value.Message} {refused.Value.Fix} ({refused.Value.Code})");
                return new(false, string.Join(" ", told)) { Code = _refused.First().Value.Code, CannotServe = _logs.Count == 0 };
            }

            if (_open.Select(log => log.DiskRefusal).FirstOrDefault(refusal => refusal is not null) is { } refused)
            {
                return new(false, $"{refused.Message} {refused.Fix} ({refused.Code})") { Code = refused.Code };
            }

            if (_open.Select(log => log.ClockFault).FirstOrDefault(fault => fault is not null) is { } ahead)
            {
                return new(false, $"{ahead.Message} {ahead.Fix} ({ahead.Code})") { Code = ahead.Code };
            }

            var ledgers = Ledger();
            return new(
                true,
                $"{ledgers.Count} streams, {ledgers.Sum(ledger => ledger.Retained):N0} records, "
                    + $"{ledgers.Sum(ledger => ledger.Bytes) / 1048576.0:N1} MiB");
        }
    }

    /// <summary>The logs; none before all are open.</summary>
    public IReadOnlyCollection<StreamLog> All => _open;

    /// <summary>The ledger as it was when the logs were opened.</summary>
    public IReadOnlyList<StreamLedger> AtStart { get; private set; } = [];

    /// <summary>The streams that were damaged when they were to be opened; they take and give nothing until the next start.</summary>
    public IReadOnlyDictionary<string, SensoriumException> Refused => _refused;

    /// <summary>Physical names of all streams of the city, also of those that were refused.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>The log of a stream, which the city has.</summary>
    /// <exception cref="SensoriumException">It was refused.</exception>
    public StreamLog Of(string physicalName) => _refused.TryGetValue(physicalName, out var refusal) ? throw refusal : _logs[physicalName];

    /// <summary>The log of a stream; null where it was refused.</summary>
    public StreamLog? Find(string physicalName) => _logs.GetValueOrDefault(physicalName);

    public IReadOnlyList<StreamLedger> Ledger() => [.. _open.Select(log => log.Ledger())];

    public Task Start(CancellationToken cancellation)
    {
        var files = new LocalFileSystem(_data.Path);
        foreach (var name in _names)
        {
            var stream = _settings.Stream(name);
            var options = new StreamLogOptions
            {
                PartitionCount = stream.Partitions,
                RecordMaxBytes = (int)stream.RecordMax.Bytes,
                RetentionBytes = stream.Retention.Bytes.Bytes,
                RetentionAge = stream.Retention.Age,
                SetsClockBack = SetsClockBack,
            };
            try
            {
                _logs.Add(name, StreamLog.Open(files, _scheduler, Path.Combine(_data.Streams, name), name, options));
            }
            catch (SensoriumException error) when (_damage.Contains(error.Code))
            {
                // What has happened to one stream stops no other.
                _refused.Add(name, error);
            }
        }

        AtStart = [.. _logs.Values.Select(log => log.Ledger())];
        _open = [.. _logs.Values];
        _retaining = _scheduler.Start("retention", Retain, _ended.Token);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        await ((Task)_retaining.WaitAsync(deadline)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var log in _logs.Values)
        {
            await log.DisposeAsync();
        }
    }

    public void Dispose() => _ended.Dispose();

    private async Task Retain(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(_retention, _scheduler.Time, cancellation);
            foreach (var log in _logs.Values)
            {
                await log.Retain();
            }
        }
    }
}
