namespace Sensorium.Devices;

/// <summary>What goes wrong with messages, each as a share of them from 0 to 1. A message suffers one fault at most.</summary>
/// <param name="Late">Held back by up to <paramref name="Lateness"/>.</param>
/// <param name="Lateness">The longest delay of a late message; delays are spread evenly from a second up to it.</param>
/// <param name="Duplicate">Sent twice.</param>
/// <param name="Malformed">Cut off or otherwise no JSON.</param>
/// <param name="Missing">Never sent.</param>
/// <param name="WrongClocks">Number of devices whose clock stands in the year 2099.</param>
public sealed record FaultRates(
    double Late = 0, TimeSpan Lateness = default, double Duplicate = 0, double Malformed = 0, double Missing = 0, int WrongClocks = 0)
{
    /// <summary>What <see cref="Lateness"/> is where a file does not say.</summary>
    public static readonly TimeSpan DefaultLateness = TimeSpan.FromMinutes(1);

    public static FaultRates None { get; } = new();
}
