using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sensorium.Access.Login;
using Sensorium.Core.Files;

namespace Sensorium.Access.Users;

/// <summary>
/// The users of a city. A change is audited, then written, then seen by all; with a password go the sessions that were begun with it.
/// Safe for several threads.
/// </summary>
public sealed partial class UserList
{
    private const int Most = 1000;
    private const int ShortestPassword = 12;
    private const int LongestPassword = 1000;

    private readonly AccessFile _file;
    private readonly AuditLog _audit;
    private readonly SessionList _sessions;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<string, User> _users;

    internal UserList(IFileSystem files, string path, AuditLog audit, SessionList sessions, TimeProvider time)
    {
        (_file, _audit, _sessions, _time) = (new(files, path), audit, sessions, time);
        _users = _file.Read(Parse) ?? ImmutableSortedDictionary.Create<string, User>(StringComparer.Ordinal);
    }

    /// <summary>By name.</summary>
    public IReadOnlyCollection<User> All => [.. Volatile.Read(ref _users).Values];

    public bool HasAdministrator => Volatile.Read(ref _users).Values.Any(user => user.Role == Role.Admin);

    public User? Find(string name) => Volatile.Read(ref _users).GetValueOrDefault(name);

    /// <exception cref="Core.SensoriumException">The name is taken (SN8001) or none (SN8003), the password too short (SN8004), or there are
    /// too many users (SN8011).</exception>
    public User Add(Caller who, string name, Role role, string password)
    {
        var user = new User(CheckedName(name), role, Hash(password), _time.GetUtcNow());
        lock (_gate)
        {
            if (_users.ContainsKey(name))
            {
                throw AccessErrors.UserExists(name);
            }

            if (_users.Count >= Most)
            {
                throw AccessErrors.TooMany("users", Most);
            }

            _audit.Append(who, "add user", name, new() { ["role"] = role.ToText() });
            Keep(_users.Add(name, user));
        }

        return user;
    }

    /// <exception cref="Core.SensoriumException">There is no such user (SN8002), or it is the only administrator (SN8005).</exception>
    public void Remove(Caller who, string name)
    {
        lock (_gate)
        {
            var user = Existing(name);
            if (_users.Count > 1)
            {
                DemandAnotherAdministrator(user);
            }

            _audit.Append(who, "remove user", name, new() { ["role"] = user.Role.ToText() });
            Keep(_users.Remove(name));
            _sessions.EndAllOf(name);
        }
    }

    /// <exception cref="Core.SensoriumException">There is no such user (SN8002), or it is the only administrator (SN8005).</exception>
    public void SetRole(Caller who, string name, Role role)
    {
        lock (_gate)
        {
            var user = Existing(name);
            if (role != Role.Admin)
            {
                DemandAnotherAdministrator(user);
            }

            _audit.Append(who, "change role", name, new() { ["from"] = user.Role.ToText(), ["to"] = role.ToText() });
            Keep(_users.SetItem(name, user with { Role = role }));
        }
    }

    /// <summary>Also ends the user's sessions.</summary>
    /// <exception cref="Core.SensoriumException">There is no such user (SN8002), or the password is too short (SN8004).</exception>
    public void SetPassword(Caller who, string name, string password)
    {
        Existing(name);
        var hash = Hash(password);
        lock (_gate)
        {
            var user = Existing(name);
            _audit.Append(who, "change password", name);
            Keep(_users.SetItem(name, user with { Password = hash }));
            _sessions.EndAllOf(name);
        }
    }

    private static string CheckedName(string name) =>
        UserName().IsMatch(name) && name != Caller.Local.Name ? name : throw AccessErrors.NoUserName(name);

    private static PasswordHash Hash(string password) => password.Length is >= ShortestPassword and <= LongestPassword
        ? PasswordHash.Of(password)
        : throw AccessErrors.WeakPassword(ShortestPassword, LongestPassword);

    private static ImmutableSortedDictionary<string, User> Parse(JsonObject file)
    {
        var users = ImmutableSortedDictionary.CreateBuilder<string, User>(StringComparer.Ordinal);
        foreach (var (name, user) in AccessFile.Members(file, "users"))
        {
            users.Add(
                name,
                new(
                    name,
                    RoleText.Parse(AccessFile.Text(user, "role")),
                    PasswordHash.Parse(AccessFile.Text(user, "password")),
                    AccessFile.Time(user, "since")));
        }

        return users.ToImmutable();
    }

    private User Existing(string name) => Find(name) ?? throw AccessErrors.NoSuchUser(name);

    private void DemandAnotherAdministrator(User user)
    {
        if (user.Role == Role.Admin && !_users.Values.Any(other => other.Role == Role.Admin && other.Name != user.Name))
        {
            throw AccessErrors.LastAdministrator(user.Name);
        }
    }

    private void Keep(ImmutableSortedDictionary<string, User> users)
    {
        _file.Write(new()
        {
            ["users"] = new JsonObject(users.Values.Select(user => KeyValuePair.Create<string, JsonNode?>(user.Name, new JsonObject
            {
                ["role"] = user.Role.ToText(),
                ["password"] = user.Password.ToString(),
                ["since"] = AccessFile.Text(user.Since),
            }))),
        });
        Volatile.Write(ref _users, users);
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,63}\z")]
    private static partial Regex UserName();
}
