using Sensorium.Connectors.Kafka;
using Sensorium.Connectors.Kafka.Writing;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Devices;

/// <summary>
/// Messages into Kafka: into the address's topic, or each stream's into the topic of its name. They carry the time at which they are sent.
/// </summary>
internal sealed class KafkaTarget : IFleetTarget
{
    private static readonly TimeSpan _progress = TimeSpan.FromSeconds(10);

    /// <summary>For what is under way when the program is asked to end; it is ended two seconds later.</summary>
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(8);

    private readonly string[] _topics;
    private readonly int? _only;
    private readonly KafkaProducer _producer;
    private readonly IScheduler _scheduler;
    private readonly Action<string> _say;
    private long _shownAt;
    private long _shown;

    /// <param name="streams">Physical names, by index.</param>
    /// <param name="only">Index of the one stream whose messages are sent; null for all.</param>
    /// <param name="simulated">Whether records carry the mark of simulated devices.</param>
    /// <param name="say">Tells of progress and of trouble.</param>
    public KafkaTarget(
        KafkaEndpoint endpoint, IReadOnlyList<string> streams, int? only, bool simulated, IScheduler scheduler, Action<string> say)
    {
        _topics = [.. streams.Select(stream => endpoint.Topic ?? stream)];
        _only = only;
        _scheduler = scheduler;
        _say = say;
        _shownAt = scheduler.Time.GetTimestamp();
        _producer = new(endpoint, simulated ? [KafkaHeader.Simulated] : [], scheduler, (_, _) => { });
    }

    public long Acknowledged => _producer.Acknowledged;

    public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_only is null || _only == stream)
        {
            _producer.Send(_topics[stream], new() { HasKey = !key.IsEmpty, Key = key, Value = value });
        }
    }

    public async ValueTask Flush(CancellationToken cancellation)
    {
        await _producer.Flush(_say, cancellation);
        if (_scheduler.Time.GetElapsedTime(_shownAt) is var passed && passed >= _progress)
        {
            _say($"{Acknowledged:N0} acknowledged, {(Acknowledged - _shown) / passed.TotalSeconds:N0} a second.");
            (_shownAt, _shown) = (_scheduler.Time.GetTimestamp(), Acknowledged);
        }
    }

    /// <summary>Waits for what is under way, and says what became of all.</summary>
    /// <returns>Whether everything was acknowledged.</returns>
    public async Task<bool> Finish()
    {
        using var deadline = new CancellationTokenSource(_drain, _scheduler.Time);
        try
        {
            await _producer.Flush(_say, deadline.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or SensoriumException)
        {
            // The counts say it.
        }

        var lost = _producer.Failed + _producer.Outstanding;
        _say($"{Acknowledged:N0} acknowledged, {lost:N0} not.");
        return lost == 0;
    }

    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        return ValueTask.CompletedTask;
    }
}
