namespace Sensorium.Web.Pages;

/// <summary>What DuckDB says, for people.</summary>
internal static class PanelErrors
{
    /// <summary>Without the picture of the place, which needs a fixed-width letter.</summary>
    internal static string FirstLine(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith("LINE ", StringComparison.Ordinal) && line.Trim('^', ' ').Length > 0);
        return string.Join(" ", lines);
    }
}
