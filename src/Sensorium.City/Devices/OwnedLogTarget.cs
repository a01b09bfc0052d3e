using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Streams;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Devices;

/// <summary>The log of a city that does not run, owned for as long as this target lives.</summary>
internal sealed class OwnedLogTarget : IFleetTarget
{
    private readonly DataLock _owner;
    private readonly StreamLogs _logs;
    private readonly LogTarget _target;

    private OwnedLogTarget(DataLock owner, StreamLogs logs, LogTarget target)
    {
        _owner = owner;
        _logs = logs;
        _target = target;
    }

    public static async Task<OwnedLogTarget> Open(
        CityFolder city,
        DataFolder data,
        IReadOnlyList<string> streams,
        bool simulated,
        IScheduler scheduler,
        CancellationToken cancellation)
    {
        PrivateFiles.Require();
        var owner = DataLock.Take(data, city.Name, scheduler.Time);
        var logs = new StreamLogs(streams, data, city.Settings, scheduler);
        try
        {
            await logs.Start(cancellation);
            return new(owner, logs, new([.. streams.Select(logs.Of)], simulated, scheduler));
        }
        catch
        {
            await Close(logs, owner);
            throw;
        }
    }

    public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _target.Accept(stream, sent, key, value);

    public ValueTask Flush(CancellationToken cancellation) => _target.Flush(cancellation);

    public async ValueTask DisposeAsync() => await Close(_logs, _owner);

    private static async Task Close(StreamLogs logs, DataLock owner)
    {
        await logs.Stop(CancellationToken.None);
        logs.Dispose();
        owner.Dispose();
    }
}
