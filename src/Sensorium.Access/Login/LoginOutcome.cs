using Sensorium.Access.Users;

namespace Sensorium.Access.Login;

/// <summary>What became of an attempt to log in. Whether it was the name or the password that was wrong is told to nobody.</summary>
/// <param name="Secret">For the browser to keep; null where the attempt failed.</param>
/// <param name="Wait">Null where the password was checked; else how long to wait before the next one.</param>
public readonly record struct LoginOutcome(string? Secret, Session? Session, User? User, TimeSpan? Wait);
