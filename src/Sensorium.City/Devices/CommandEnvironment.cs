using System.Collections;

namespace Sensorium.City.Devices;

/// <summary>What a command has of the process it runs in.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Variables">Environment variables.</param>
/// <param name="Say">Takes notices for people.</param>
internal sealed record CommandEnvironment(Stream Output, IDictionary Variables, Action<string> Say)
{
    /// <summary>A variable's value; null where it is not set or empty.</summary>
    public string? Variable(string name) => Variables[name] is string { Length: > 0 } value ? value : null;
}
