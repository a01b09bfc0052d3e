using Sensorium.Access.Login;
using Sensorium.Access.Tokens;
using Sensorium.Access.Users;
using Sensorium.Core.Files;

namespace Sensorium.Access;

/// <summary>
/// Who may do what in a city: its users, who of them is logged in, and the tokens of its devices, as files of one folder.
/// </summary>
public sealed class CityAccess
{
    private CityAccess(IFileSystem files, string folder, AuditLog audit, TimeProvider time, TimeSpan sessionAge)
    {
        Audit = audit;
        Sessions = new(files, Path.Combine(folder, "sessions.json"), time, sessionAge);
        Users = new(files, Path.Combine(folder, "users.json"), audit, Sessions, time);
        Tokens = new(files, Path.Combine(folder, "tokens.json"), audit, time);
        Link = new(files, Path.Combine(folder, "link.json"), Users, time);
        Logins = new(Users, Sessions, audit, time);
    }

    public AuditLog Audit { get; }

    public UserList Users { get; }

    public SessionList Sessions { get; }

    public IngestTokenList Tokens { get; }

    /// <summary>How the first administrator comes in.</summary>
    public AdminLink Link { get; }

    public Logins Logins { get; }

    /// <param name="folder">Owned by this process alone; made when something is to be kept.</param>
    /// <param name="sessionAge">How long a login holds.</param>
    /// <exception cref="Core.SensoriumException">A file of the folder is damaged (SN8006).</exception>
    public static CityAccess Open(IFileSystem files, string folder, AuditLog audit, TimeProvider time, TimeSpan sessionAge) =>
        new(files, folder, audit, time, sessionAge);
}
