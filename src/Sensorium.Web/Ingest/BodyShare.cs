using System.Net;

namespace Sensorium.Web.Ingest;

/// <summary>
/// What one body holds of the budget, and how fast it arrives. The budget's lock is around all of it but <see cref="Arrived"/>.
/// </summary>
internal sealed class BodyShare : IDisposable
{
    /// <summary>In bytes a second; what arrives more slowly is given up where memory is short.</summary>
    internal const int SlowRate = 64 << 10;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly BodyBudget _budget;
    private readonly TimeProvider _time;
    private readonly Action _stop;
    private readonly long _began;
    private long _windowBegan;
    private long _windowBytes;
    private double _lastRate = double.PositiveInfinity;

    internal BodyShare(BodyBudget budget, IPAddress address, Action stop, TimeProvider time)
    {
        (_budget, Address, _stop, _time) = (budget, address, stop, time);
        _began = _windowBegan = time.GetTimestamp();
    }

    internal IPAddress Address { get; }

    /// <summary>In bytes.</summary>
    internal long Taken { get; set; }

    /// <summary>Whether the body was given up.</summary>
    internal bool IsStopped { get; private set; }

    /// <summary>Bytes a second over the last second or two; 0 where a second passed without any.</summary>
    internal double Rate
    {
        get
        {
            var seconds = _time.GetElapsedTime(Volatile.Read(ref _windowBegan)).TotalSeconds;
            return seconds < 1 ? Volatile.Read(ref _lastRate) : seconds < 2 ? Volatile.Read(ref _windowBytes) / seconds : 0;
        }
    }

    internal bool IsSlow => _time.GetElapsedTime(_began) > _patience && Rate < SlowRate;

    /// <summary>Notes bytes as they came over the network. One thread at a time; others may ask for the rate meanwhile.</summary>
    internal void Arrived(long bytes)
    {
        var now = _time.GetTimestamp();
        var seconds = _time.GetElapsedTime(_windowBegan, now).TotalSeconds;
        _windowBytes += bytes;
        if (seconds >= 1)
        {
            Volatile.Write(ref _lastRate, _windowBytes / seconds);
            _windowBytes = 0;
            Volatile.Write(ref _windowBegan, now);
        }
    }

    internal bool TryTake(long bytes) => _budget.TryTake(this, bytes);

    internal void GiveBack(long bytes) => _budget.GiveBack(this, bytes);

    internal void Stop()
    {
        (IsStopped, Taken) = (true, 0);
        _stop();
    }

    public void Dispose() => _budget.Close(this);
}
