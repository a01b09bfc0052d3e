using System.Text.RegularExpressions;
using Sensorium.City.Settings;

namespace Sensorium.City.Logs;

/// <summary>
/// Takes secrets out of what is logged: the city's own, wherever they stand, and whatever is written as a credential usually is.
/// </summary>
/// <param name="secrets">Values that are never shown.</param>
internal sealed partial class SecretMask(IEnumerable<string> secrets)
{
    private const string Mask = "••••••";

    /// <summary>A shorter value stands in ordinary words too, and says little.</summary>
    private const int Shortest = 4;

    private readonly string[] _secrets = [.. secrets.Where(secret => secret.Length >= Shortest).OrderByDescending(secret => secret.Length)];

    /// <summary>Masks the city's settings that are secrets, or came through a reference.</summary>
    public static SecretMask Of(IEnumerable<SettingEntry> settings) => new(settings
        .Where(setting => setting.IsReference && setting.Value is not null)
        .Select(setting => setting.Value is Secret secret ? secret.Reveal() : SettingText.Write(setting.Value)));

    public string Of(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        try
        {
            return Credential().Replace(text, match => match.Groups["name"].Value + Mask);
        }
        catch (RegexMatchTimeoutException)
        {
            // A machine that stands still for a second must neither show a secret nor end the city.
            return $"{Mask} (a line that could not be searched for credentials in time)";
        }
    }

    [GeneratedRegex(
        """(?<name>://[^\s:/@]*:)[^\s/@]+(?=@)|(?<name>\b(?:authorization|bearer|password|passwd|secret|token|api[-_]?key)\b["']?\s*[:=]\s*["']?(?:bearer |basic )?|\bbearer )[^\s"',;&]+""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credential();
}
