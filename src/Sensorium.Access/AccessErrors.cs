using Sensorium.Core;

namespace Sensorium.Access;

/// <summary>Every mistake about users, tokens and certificates that somebody can fix; each has its page in <c>docs/errors/</c>.</summary>
public static class AccessErrors
{
    public static SensoriumException NoSuchRole(string given) => new(
        ErrorCodes.NoSuchRole, $"there is no role '{given}'.", "roles are viewer, operator, engineer and admin.");

    public static SensoriumException PasswordsDiffer() => new("SN8004", "the two passwords differ.", "write the same one twice.");

    internal static SensoriumException UserExists(string name) => new(
        ErrorCodes.UserExists, $"there is a user '{name}' already.", "take another name, or change this user's password or role.");

    internal static SensoriumException NoSuchUser(string name) => new(
        ErrorCodes.NoSuchUser, $"there is no user '{name}'.", "`sensorium user list` names those there are.");

    internal static SensoriumException NoUserName(string name) => new(
        "SN8003",
        $"'{name}' cannot be the name of a user.",
        "use small letters, digits and . _ - @, at most 64, beginning with a letter or a digit; 'local' is taken.");

    internal static SensoriumException WeakPassword(int least, int most) => new(
        "SN8004", $"a password has at least {least} characters and at most {most}.", "four random words are easy to keep in mind.");

    internal static SensoriumException LastAdministrator(string name) => new(
        ErrorCodes.LastAdministrator,
        $"'{name}' is the only administrator, and the users would be left without one.",
        "make another user an administrator first.");

    internal static SensoriumException Damaged(string path, string reason) => new(
        "SN8006",
        $"{path} cannot be read: {reason}.",
        "put back a copy of it; without one, move it away and make its users or tokens anew.");

    internal static SensoriumException NoCertificate(string path, string reason) => new(
        "SN8007",
        $"the certificate {path} cannot be used: {reason}",
        "let web.certificate name a PEM file with web.key beside it, or a PFX file, with web.certificatePassword where it has one.");

    internal static SensoriumException TokenExists(string stream, string name) => new(
        ErrorCodes.TokenExists,
        $"stream '{stream}' has a token '{name}' already.",
        "take another name with --name, or remove that token first.");

    internal static SensoriumException NoSuchToken(string stream, string name) => new(
        ErrorCodes.NoSuchToken, $"stream '{stream}' has no token '{name}'.", "`sensorium token list` names those there are.");

    internal static SensoriumException NoTokenName(string name) => new(
        "SN8010",
        $"'{name}' cannot be the name of a token.",
        "use letters, digits and . _ -, at most 64, beginning with a letter or a digit.");

    internal static SensoriumException NoStreamName(string name) => new(
        "SN1018", $"'{name}' cannot be the name of a stream.", "give the stream's name in the log, or /metrics.");

    internal static SensoriumException TooMany(string what, int most) => new(
        ErrorCodes.TooManyEntries, $"there are {most} {what} already, the limit.", "remove those that nobody uses.");

    public static SensoriumException LinkIsUsed() => new(
        ErrorCodes.LinkUsedUp,
        "this link has been used, or its time is over.",
        "make an administrator on the city's machine with `sensorium user add NAME --role admin`, or restart the city for a new link.");
}
