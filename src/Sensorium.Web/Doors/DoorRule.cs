using Microsoft.AspNetCore.Builder;
using Sensorium.Access;

namespace Sensorium.Web.Doors;

/// <summary>Who may pass a door; it stands with each route. A route without one is for administrators alone.</summary>
/// <param name="Role">The least one; null where nobody needs any.</param>
/// <param name="IsForDevices">Whether a token of the stream lets in as well, and where the doors are open no token is needed but the stream's setting wants one.</param>
internal sealed record DoorRule(Role? Role, bool IsForDevices = false)
{
    /// <summary>Of what has to be there before somebody can log in. Such a door judges by itself what is sent to it.</summary>
    internal static DoorRule Anyone { get; } = new(Role: null);

    internal static DoorRule Devices { get; } = new(Access.Role.Operator, IsForDevices: true);

    /// <summary>Of routes that say nothing.</summary>
    internal static DoorRule Unsaid { get; } = new(Access.Role.Admin);
}
