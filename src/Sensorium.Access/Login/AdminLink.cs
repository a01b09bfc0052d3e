using Sensorium.Access.Users;
using Sensorium.Core.Files;

namespace Sensorium.Access.Login;

/// <summary>
/// A link that makes the first administrator, where there is none: it is shown once, works once, and not after a day. Only its hash is
/// kept.
/// </summary>
public sealed class AdminLink
{
    private const string Administrator = "admin";

    private static readonly TimeSpan _age = TimeSpan.FromHours(24);
    private static readonly Caller _whoHasIt = new("admin link", Role.Admin);

    private readonly AccessFile _file;
    private readonly UserList _users;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private (string Hash, DateTimeOffset Ends) _kept;

    internal AdminLink(IFileSystem files, string path, UserList users, TimeProvider time)
    {
        (_file, _users, _time) = (new(files, path), users, time);
        _kept = _file.Read(file => (AccessFile.Text(file, "hash"), AccessFile.Time(file, "ends")));
    }

    /// <summary>When the link that was shown ends to work; past where there is none.</summary>
    public DateTimeOffset Ends => _kept.Ends;

    /// <summary>Makes the link's secret where the city has no administrator, and no link that still works.</summary>
    public string? Offer()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_users.HasAdministrator || _kept.Ends > now)
            {
                return null;
            }

            var secret = RandomSecret.Next();
            var kept = (RandomSecret.HashOf(secret), now + _age);
            _file.Write(new() { ["hash"] = kept.Item1, ["ends"] = AccessFile.Text(kept.Item2) });
            _kept = kept;
            return secret;
        }
    }

    public bool Works(string secret) =>
        _kept.Ends > _time.GetUtcNow() && !_users.HasAdministrator && RandomSecret.AreEqual(RandomSecret.HashOf(secret), _kept.Hash);

    /// <summary>Makes the administrator.</summary>
    /// <exception cref="Core.SensoriumException">The link has been used or is too old (SN8012), or the password is too short
    /// (SN8004).</exception>
    public User Use(string secret, string password)
    {
        lock (_gate)
        {
            if (!Works(secret))
            {
                throw AccessErrors.LinkIsUsed();
            }

            if (_users.Find(Administrator) is null)
            {
                _users.Add(_whoHasIt, Administrator, Role.Admin, password);
            }
            else
            {
                _users.SetPassword(_whoHasIt, Administrator, password);
                _users.SetRole(_whoHasIt, Administrator, Role.Admin);
            }

            // From here on there is an administrator, so the link works no more even if this does not come to pass.
            _kept = default;
            _file.Delete();
            return _users.Find(Administrator)!;
        }
    }
}
