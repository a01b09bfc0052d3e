namespace Sensorium.Access.Login;

/// <summary>
/// Slows down guessing. Each user name, whether or not there is such a user, and each address may fail a few times; every further failure
/// doubles the wait. An attempt counts as failed from its start, so that a hundred at once count as a hundred. When the table is full, it
/// evicts the entry with the fewest failures, so that spraying names cannot evict an account under attack. Thread-safe.
/// </summary>
internal sealed class LoginThrottle(TimeProvider time)
{
    private const int Most = 4096;
    private const int FreeFailures = 5;

    /// <summary>Short for a user, since anybody can make the real one wait; long for an address.</summary>
    private static readonly TimeSpan _longestOfUser = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longestOfAddress = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan _forgotten = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Failures> _failures = new(StringComparer.Ordinal);

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _failures.Count;
            }
        }
    }

    /// <returns>How long to wait before trying again; null where the attempt may begin, and has been counted.</returns>
    internal TimeSpan? Begin(string user, string address)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var (ofUser, ofAddress) = (Of(UserKey(user), now), Of(AddressKey(address), now));
            var until = Later(ofUser.Until(_longestOfUser), ofAddress.Until(_longestOfAddress));
            if (until > now)
            {
                return until - now;
            }

            Put(UserKey(user), ofUser with { Number = ofUser.Number + 1, Last = now });
            Put(AddressKey(address), ofAddress with { Number = ofAddress.Number + 1, Last = now });
            return null;
        }
    }

    /// <summary>
    /// Ends an attempt that was right. The address keeps its other failures: whoever has one user may still guess at another.
    /// </summary>
    internal void Succeed(string user, string address)
    {
        lock (_gate)
        {
            _failures.Remove(UserKey(user));
            if (_failures.TryGetValue(AddressKey(address), out var failures))
            {
                _failures[AddressKey(address)] = failures with { Number = failures.Number - 1 };
            }
        }
    }

    private static string UserKey(string user) => "user " + user;

    private static string AddressKey(string address) => "address " + address;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private Failures Of(string key, DateTimeOffset now) =>
        _failures.TryGetValue(key, out var failures) && now - failures.Last < _forgotten ? failures : default;

    private void Put(string key, Failures failures)
    {
        if (_failures.Count >= Most && !_failures.ContainsKey(key))
        {
            _failures.Remove(_failures.MinBy(entry => (entry.Value.Number, entry.Value.Last)).Key);
        }

        _failures[key] = failures;
    }

    private readonly record struct Failures(int Number, DateTimeOffset Last)
    {
        public DateTimeOffset Until(TimeSpan longest)
        {
            if (Number < FreeFailures)
            {
                return default;
            }

            var wait = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(Number - FreeFailures, 30)));
            return Last + (wait < longest ? wait : longest);
        }
    }
}
