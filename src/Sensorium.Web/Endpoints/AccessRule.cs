using Microsoft.AspNetCore.Builder;
using Sensorium.Access;

namespace Sensorium.Web.Endpoints;

/// <summary>Who may use an endpoint; each route has one. A route without one is for administrators alone.</summary>
/// <param name="Role">The least one; null where nobody needs any.</param>
/// <param name="IsForDevices">Whether a token of the stream lets in as well, and where no login is needed no token is needed but the
/// stream's setting wants one.</param>
/// <param name="IsForProbes">Whether a token of <c>/metrics</c> lets in as well.</param>
internal sealed record AccessRule(Role? Role, bool IsForDevices = false, bool IsForProbes = false)
{
    /// <summary>Of what has to be there before somebody can log in. Such an endpoint decides by itself what is sent to it.</summary>
    internal static AccessRule Anyone { get; } = new(Role: null);

    /// <summary>Whether a stream takes records only with a token, also where the server is open to this machine.</summary>
    internal Func<string, bool> NeedsToken { get; private init; } = _ => false;

    internal static AccessRule Probes { get; } = new(Access.Role.Viewer, IsForProbes: true);

    /// <param name="needsToken">Whether a stream takes records only with a token, also where the server is open to this machine.</param>
    internal static AccessRule Devices(Func<string, bool> needsToken) =>
        new(Access.Role.Operator, IsForDevices: true) { NeedsToken = needsToken };

    /// <summary>Of routes that say nothing.</summary>
    internal static AccessRule Unsaid { get; } = new(Access.Role.Admin);
}
