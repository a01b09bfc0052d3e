using System.Globalization;

namespace Sensorium.Web.Pages;

/// <summary>A moment that a request asks for: after 1970 began and before 9999 does, so that spans around it are times too.</summary>
internal static class QueryTime
{
    private static readonly DateTimeOffset _end = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>In UTC where it says no zone.</summary>
    internal static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            && time > DateTimeOffset.UnixEpoch && time < _end;
}
