namespace Sensorium.Access.Tokens;

/// <summary>What lets devices send records to one stream.</summary>
/// <param name="Stream">By its name in the log.</param>
/// <param name="Name">Of the device, the gateway or the team that has it.</param>
/// <param name="Hash">Of the secret.</param>
public sealed record IngestToken(string Stream, string Name, string Hash, DateTimeOffset Since)
{
    /// <summary>As audit and refusals name it.</summary>
    public Caller Caller => new($"token {Stream}/{Name}", Role.Viewer);
}
