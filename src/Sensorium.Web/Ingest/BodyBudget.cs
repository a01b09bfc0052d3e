using System.Net;

namespace Sensorium.Web.Ingest;

/// <summary>
/// Bytes that the bodies of all requests under way may hold together. A body is charged for what has arrived of it, not for what it
/// announces. Where the bytes run out, bodies that hardly arrive give theirs back, so that who sends slowly harms nobody else; and one
/// address never has all of them.
/// </summary>
/// <param name="limit">In bytes.</param>
internal sealed class BodyBudget(long limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<BodyShare> _shares = [];
    private long _taken;

    internal long Limit => limit;

    /// <summary>The most that bodies from one address hold.</summary>
    internal long LimitOfAddress => limit / 4 * 3;

    internal long Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken;
            }
        }
    }

    /// <param name="stop">Ends the reading of the body; called at most once, from any thread.</param>
    internal BodyShare Open(IPAddress? address, Action stop)
    {
        var share = new BodyShare(this, address ?? IPAddress.None, stop, time);
        lock (_gate)
        {
            _shares.Add(share);
        }

        return share;
    }

    /// <returns>False, and nothing is taken, where it would be over a limit, or the share was stopped.</returns>
    internal bool TryTake(BodyShare share, long bytes)
    {
        lock (_gate)
        {
            if (_taken + bytes > LimitOfAddress)
            {
                StopSlow(share, TakenFrom(share.Address) + bytes - LimitOfAddress, isOfAddress: true);
                StopSlow(share, _taken + bytes - limit, isOfAddress: false);
                if (_taken + bytes > limit || TakenFrom(share.Address) + bytes > LimitOfAddress)
                {
                    return false;
                }
            }

            if (share.IsStopped)
            {
                return false;
            }

            share.Taken += bytes;
            _taken += bytes;
            return true;
        }
    }

    internal void GiveBack(BodyShare share, long bytes)
    {
        lock (_gate)
        {
            if (!share.IsStopped)
            {
                share.Taken -= bytes;
                _taken -= bytes;
            }
        }
    }

    internal void Close(BodyShare share)
    {
        lock (_gate)
        {
            _shares.Remove(share);
        }
    }

    private long TakenFrom(IPAddress address) => _shares.Where(share => share.Address.Equals(address)).Sum(share => share.Taken);

    /// <summary>Stops the slowest. Their memory is free a moment later, when their requests have noticed.</summary>
    private void StopSlow(BodyShare asker, long needed, bool isOfAddress)
    {
        if (needed <= 0)
        {
            return;
        }

        var slow = _shares
            .Where(share => share != asker && share.Taken > 0 && share.IsSlow && (!isOfAddress || share.Address.Equals(asker.Address)))
            .OrderBy(share => share.Rate)
            .ToList();
        for (var i = 0; i < slow.Count && needed > 0; i++)
        {
            needed -= slow[i].Taken;
            _taken -= slow[i].Taken;
            slow[i].Stop();
        }
    }
}
