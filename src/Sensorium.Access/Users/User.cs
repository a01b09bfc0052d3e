namespace Sensorium.Access.Users;

/// <summary>Somebody who may log in.</summary>
public sealed record User(string Name, Role Role, PasswordHash Password, DateTimeOffset Since)
{
    /// <summary>Made anew each time: a copy with another role must not keep the old one's rights.</summary>
    public Caller Caller => new(Name, Role);
}
