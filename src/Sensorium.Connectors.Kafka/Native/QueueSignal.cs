using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>
/// Awaits that an empty queue gets something. librdkafka calls from its own thread; whoever waits goes on on the thread pool. One waiter at
/// a time, which empties the queue before it waits again.
/// </summary>
internal sealed class QueueSignal : IDisposable
{
    private readonly QueueHandle _queue;
    private readonly SemaphoreSlim _raised = new(0, 1);
    private GCHandle _self;
    private int _isRaised;

    public unsafe QueueSignal(QueueHandle queue)
    {
        _queue = queue;
        _self = GCHandle.Alloc(this);
        LibRdKafka.QueueNotify(queue, &OnEvent, GCHandle.ToIntPtr(_self));
    }

    /// <summary>Completes when the queue holds something, or <see cref="Raise"/> was called since the last wait.</summary>
    public async ValueTask Wait(CancellationToken cancellation)
    {
        if (LibRdKafka.QueueLength(_queue) == 0)
        {
            await _raised.WaitAsync(cancellation);

            // What raises from here on up to the reset is swallowed; it was queued before, and is found by who is woken.
            Volatile.Write(ref _isRaised, 0);
        }
    }

    public void Raise()
    {
        if (Interlocked.Exchange(ref _isRaised, 1) == 0)
        {
            _raised.Release();
        }
    }

    /// <summary>Before the queue itself is given up.</summary>
    public unsafe void Dispose()
    {
        LibRdKafka.QueueNotify(_queue, null, 0);
        _self.Free();
        _raised.Dispose();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnEvent(nint client, nint opaque) => (GCHandle.FromIntPtr(opaque).Target as QueueSignal)?.Raise();
}
