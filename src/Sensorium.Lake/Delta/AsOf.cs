using System.Globalization;

namespace Sensorium.Lake.Delta;

/// <summary>Which version of a table is meant: a version's number, the newest at a time, or the newest of all (the default).</summary>
public readonly record struct AsOf(long? Version, DateTimeOffset? Time)
{
    public static AsOf Newest => default;

    public static AsOf At(long version) => new(version, null);

    public static AsOf At(DateTimeOffset time) => new(null, time);

    /// <summary>A whole number is a version, anything else a time, taken as UTC where it names no zone.</summary>
    public static bool TryParse(string text, out AsOf asOf)
    {
        asOf = default;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            asOf = At(version);
            return true;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            asOf = At(time);
            return true;
        }

        return false;
    }
}
