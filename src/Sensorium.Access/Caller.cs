namespace Sensorium.Access;

/// <summary>Who asks.</summary>
/// <param name="Name">As it stands in the audit log.</param>
public sealed record Caller(string Name, Role Role)
{
    /// <summary>Whoever is on this machine, where the city is open to nobody else.</summary>
    public static Caller Local { get; } = new("local", Role.Admin);

    /// <summary>Who has not said who he is, as the audit log names him.</summary>
    internal static Caller Nobody { get; } = new("nobody", Role.Viewer);

    public bool May(Role role) => Role >= role;
}
