using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sensorium.Core.Files;

namespace Sensorium.Access.Login;

/// <summary>
/// Who is logged in. Sessions outlive a restart, so that a page on a wall goes on by itself; of their secrets only hashes are kept.
/// Safe for several threads.
/// </summary>
public sealed class SessionList
{
    private const int Most = 1024;
    private const int MostOfUser = 32;

    /// <summary>Timers run no longer than this; a request that does begins anew.</summary>
    private static readonly TimeSpan _longestTimer = TimeSpan.FromDays(1);

    private readonly AccessFile _file;
    private readonly TimeProvider _time;
    private readonly TimeSpan _age;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CancellationTokenSource> _endings = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, Session> _sessions;

    internal SessionList(IFileSystem files, string path, TimeProvider time, TimeSpan age)
    {
        (_file, _time, _age) = (new(files, path), time, age);
        _sessions = _file.Read(Parse) ?? ImmutableDictionary.Create<string, Session>(StringComparer.Ordinal);
    }

    /// <summary>Those that hold now.</summary>
    public int Count
    {
        get
        {
            var now = _time.GetUtcNow();
            return Volatile.Read(ref _sessions).Values.Count(session => session.Ends > now);
        }
    }

    /// <summary>
    /// Begins a session, under a secret that nobody has seen before. Where there are too many, the one that ends first makes room.
    /// </summary>
    public (string Secret, Session Session) Begin(string user)
    {
        var now = _time.GetUtcNow();
        var secret = RandomSecret.Next();
        var session = new Session(RandomSecret.HashOf(secret), user, now + _age);
        lock (_gate)
        {
            var kept = _sessions.RemoveRange(_sessions.Values.Where(other => other.Ends <= now).Select(other => other.Hash));
            kept = Shorten(kept, kept.Values.Where(other => other.User == user), MostOfUser);
            kept = Shorten(kept, kept.Values, Most);
            Keep(kept.Add(session.Hash, session));
        }

        return (secret, session);
    }

    /// <returns>Null where the secret is of no session, or of one whose time is over.</returns>
    public Session? Find(string secret) =>
        Volatile.Read(ref _sessions).TryGetValue(RandomSecret.HashOf(secret), out var session) && session.Ends > _time.GetUtcNow()
            ? session
            : null;

    /// <summary>Cancelled when the session ends: what was begun under it, such as a stream of events, ends too.</summary>
    public CancellationToken Ending(Session session)
    {
        lock (_gate)
        {
            var left = session.Ends - _time.GetUtcNow();
            if (!_sessions.ContainsKey(session.Hash) || left <= TimeSpan.Zero)
            {
                return new(canceled: true);
            }

            if (!_endings.TryGetValue(session.Hash, out var ending) || ending.IsCancellationRequested)
            {
                _endings[session.Hash] = ending = new(left < _longestTimer ? left : _longestTimer, _time);
            }

            return ending.Token;
        }
    }

    public void End(Session session)
    {
        lock (_gate)
        {
            if (_sessions.ContainsKey(session.Hash))
            {
                Keep(_sessions.Remove(session.Hash));
            }
        }
    }

    public void EndAllOf(string user)
    {
        lock (_gate)
        {
            var ended = _sessions.Values.Where(session => session.User == user).Select(session => session.Hash).ToList();
            if (ended.Count > 0)
            {
                Keep(_sessions.RemoveRange(ended));
            }
        }
    }

    private static ImmutableDictionary<string, Session> Shorten(
        ImmutableDictionary<string, Session> sessions, IEnumerable<Session> among, int most)
    {
        var oldest = among.OrderByDescending(session => session.Ends).Skip(most - 1).Select(session => session.Hash).ToList();
        return oldest.Count == 0 ? sessions : sessions.RemoveRange(oldest);
    }

    private static ImmutableDictionary<string, Session> Parse(JsonObject file) => AccessFile.Members(file, "sessions")
        .Select(session => new Session(session.Key, AccessFile.Text(session.Value, "user"), AccessFile.Time(session.Value, "ends")))
        .ToImmutableDictionary(session => session.Hash, StringComparer.Ordinal);

    private void Keep(ImmutableDictionary<string, Session> sessions)
    {
        _file.Write(new()
        {
            ["sessions"] =
                new JsonObject(sessions.Values.Select(session => KeyValuePair.Create<string, JsonNode?>(session.Hash, new JsonObject
            {
                ["user"] = session.User,
                ["ends"] = AccessFile.Text(session.Ends),
            }))),
        });
        Volatile.Write(ref _sessions, sessions);
        foreach (var hash in _endings.Keys.Where(hash => !sessions.ContainsKey(hash)).ToList())
        {
            _endings.Remove(hash, out var ending);
            ending!.Cancel();
        }
    }
}
