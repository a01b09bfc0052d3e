using System.Globalization;

namespace Sensorium.Web.Page;

/// <summary>Numbers and ages as the page writes them; its module writes them the same way.</summary>
internal static class Texts
{
    internal static string Count(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    internal static string Rate(double rate) => rate.ToString(rate is > 0 and < 9.95 ? "N1" : "N0", CultureInfo.InvariantCulture);

    internal static string Age(DateTimeOffset? newest, DateTimeOffset now) => newest is null ? "never" : Age(now - newest.Value);

    private static string Age(TimeSpan age) => age.TotalSeconds switch
    {
        < 1.5 => "now",
        < 90 => $"{Math.Round(age.TotalSeconds)} s ago",
        < 90 * 60 => $"{Math.Round(age.TotalMinutes)} min ago",
        < 36 * 3600 => $"{Math.Round(age.TotalHours)} h ago",
        _ => $"{Math.Round(age.TotalDays)} d ago",
    };
}
