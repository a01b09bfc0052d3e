using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Connections;

/// <summary>
/// The connections of a listener. Where there are as many as may be, a new one takes the place of one that does nothing: of those that
/// never asked anything first, then of those between two requests, then of those whose body hardly comes. Only where all are at work is it
/// refused.
/// </summary>
internal sealed class ConnectionTable(ConnectionLimits limits, TimeProvider time)
{
    private static readonly TimeSpan _recent = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<OpenConnection> _open = [];

    /// <summary>Of connections that are open, or still closing.</summary>
    private int _descriptors;
    private TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _givenUp;
    private long _refused;
    private long? _fullAt;

    internal ConnectionLimits Limits => limits;

    internal ConnectionCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new(_open.Count, limits.All, _givenUp, _refused, _fullAt is { } at && time.GetElapsedTime(at) < _recent);
            }
        }
    }

    /// <summary>Stands before everything else of a request.</summary>
    internal static async Task PassRequest(HttpContext context, RequestDelegate next)
    {
        var open = OpenConnection.Of(context);
        open?.BeginRequest();
        try
        {
            await next(context);
        }
        finally
        {
            open?.EndRequest();
        }
    }

    /// <summary>Returns when a descriptor is free for one more, or at once where the listener ends.</summary>
    internal async ValueTask Room(CancellationToken unbound)
    {
        while (!unbound.IsCancellationRequested)
        {
            Task left;
            lock (_gate)
            {
                if (_descriptors < limits.All + limits.Closing)
                {
                    return;
                }

                left = _left.Task;
            }

            await left.WaitAsync(unbound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc cref="TryEnter(OpenConnection)"/>
    internal bool TryEnter(ConnectionContext connection)
    {
        var open = new OpenConnection(connection, time);
        if (!TryEnter(open))
        {
            return false;
        }

        open.Enter();
        connection.ConnectionClosed.UnsafeRegister(_ => Leave(open), null);
        return true;
    }

    /// <returns>False where no other makes room.</returns>
    internal bool TryEnter(OpenConnection open)
    {
        lock (_gate)
        {
            var isAddressFull = !open.IsFromThisMachine && _open.Count(other => other.Address.Equals(open.Address)) >= limits.OfAddress;
            if (isAddressFull || _open.Count >= limits.All)
            {
                _fullAt = time.GetTimestamp();
                if (!TryGiveUp(isAddressFull ? open : null))
                {
                    _refused++;
                    return false;
                }
            }

            _descriptors++;
            return _open.Add(open);
        }
    }

    internal void Leave(OpenConnection open)
    {
        lock (_gate)
        {
            _open.Remove(open);
            _descriptors--;
            _left.TrySetResult();
            _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <param name="only">Whose address alone counts; null for all.</param>
    private bool TryGiveUp(OpenConnection? only)
    {
        var victim = _open
            .Where(other => only is null || other.Address.Equals(only.Address))
            .Select(other => (Connection: other, other.Rank, other.InState))
            .Where(other => other.Rank < 3)
            .OrderBy(other => other.Rank)
            .ThenByDescending(other => other.InState)
            .Select(other => other.Connection)
            .FirstOrDefault();
        if (victim is null)
        {
            return false;
        }

        // Its descriptor is free a moment later.
        _open.Remove(victim);
        _givenUp++;
        victim.Close();
        return true;
    }
}
