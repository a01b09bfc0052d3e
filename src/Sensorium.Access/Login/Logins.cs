using System.Text.Json.Nodes;
using Sensorium.Access.Users;

namespace Sensorium.Access.Login;

/// <summary>Decides who may log in. Thread-safe.</summary>
public sealed class Logins : IDisposable
{
    /// <summary>Passwords that are checked at once, and that wait to be: each takes a core for a tenth of a second.</summary>
    private const int AtOnce = 2;
    private const int Waiting = 16;

    /// <summary>Failures a minute that get an audit line; what is beyond is counted in the next one.</summary>
    private const int LinesAMinute = 20;

    private readonly UserList _users;
    private readonly SessionList _sessions;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;
    private readonly LoginThrottle _throttle;
    private readonly SemaphoreSlim _free = new(AtOnce);
    private readonly Lock _gate = new();
    private int _underWay;
    private DateTimeOffset _minute;
    private int _lines;
    private int _unlisted;

    internal Logins(UserList users, SessionList sessions, AuditLog audit, TimeProvider time)
    {
        (_users, _sessions, _audit, _time) = (users, sessions, audit, time);
        _throttle = new(time);
    }

    /// <param name="address">Where the attempt comes from: failures are counted by it.</param>
    public async Task<LoginOutcome> Try(string name, string password, string address, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _underWay) > AtOnce + Waiting)
        {
            Interlocked.Decrement(ref _underWay);
            return new(null, null, null, TimeSpan.FromSeconds(1));
        }

        try
        {
            await _free.WaitAsync(cancellation);
            try
            {
                return Check(name, password, address);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Begins a session for somebody who has proved who he is.</summary>
    public (string Secret, Session Session) Begin(User user, string address)
    {
        _audit.Append(user.Caller, "log in", user.Name, new() { ["address"] = address });
        return _sessions.Begin(user.Name);
    }

    public void End(Caller who, Session session)
    {
        _audit.Append(who, "log out", session.User);
        _sessions.End(session);
    }

    public void Dispose() => _free.Dispose();

    private LoginOutcome Check(string name, string password, string address)
    {
        if (_throttle.Begin(name, address) is { } wait)
        {
            return new(null, null, null, wait);
        }

        var user = _users.Find(name);
        if (!(user?.Password ?? PasswordHash.OfNobody).Matches(password) || user is null)
        {
            Note(name, address);
            return default;
        }

        _throttle.Succeed(name, address);
        var (secret, session) = Begin(user, address);
        return new(secret, session, user, null);
    }

    private void Note(string name, string address)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (now - _minute >= TimeSpan.FromMinutes(1))
            {
                (_minute, _lines) = (now, 0);
            }

            if (_lines == LinesAMinute)
            {
                _unlisted++;
                return;
            }

            _lines++;
            var details = new JsonObject { ["address"] = address };
            if (_unlisted > 0)
            {
                details["unlisted"] = _unlisted;
                _unlisted = 0;
            }

            _audit.Append(Caller.Nobody, "fail to log in", name.Length <= 64 ? name : name[..64] + "…", details);
        }
    }
}
