namespace Sensorium.Simulation.Disks;

/// <summary>What is to happen at a call site the next time it is reached.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Outcome">A kill, where the call changes something, or a failure.</param>
public readonly record struct Strike(string Site, CallOutcome Outcome)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static Strike Parse(string text) =>
        new(text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..], Enum.Parse<CallOutcome>(text.Split(' ')[0]));

    public override string ToString() => $"{Outcome} {Site}";
}
