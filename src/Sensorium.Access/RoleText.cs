namespace Sensorium.Access;

/// <summary>Roles as people write them.</summary>
public static class RoleText
{
    public static string ToText(this Role role) => role.ToString().ToLowerInvariant();

    /// <exception cref="Core.SensoriumException">There is no such role (SN8013).</exception>
    public static Role Parse(string text)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            if (role.ToText() == text)
            {
                return role;
            }
        }

        throw AccessErrors.NoSuchRole(text);
    }
}
