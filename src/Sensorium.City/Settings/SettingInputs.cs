using System.Collections;

namespace Sensorium.City.Settings;

/// <summary>What stands above a city's own files.</summary>
/// <param name="EnvironmentName">From <c>--env</c>; null where it was not given.</param>
/// <param name="Flags"><c>name=value</c>, as given with <c>--set</c>.</param>
/// <param name="Variables">The process' environment.</param>
internal sealed record SettingInputs(string? EnvironmentName, IReadOnlyList<string> Flags, IDictionary Variables)
{
    /// <summary><c>--env</c>, else <c>SENSORIUM_ENV</c>, else <c>dev</c>.</summary>
    public string Environment =>
        EnvironmentName ?? (Variables["SENSORIUM_ENV"] as string is { Length: > 0 } name ? name : "dev");
}
