using System.Globalization;

namespace Sensorium.City.Settings;

/// <summary>Values to text and back.</summary>
internal static class SettingText
{
    public static string Write(object? value) => value switch
    {
        null => "",
        bool isOn => isOn ? "on" : "off",
        Enum choice => choice.ToString().ToLowerInvariant(),
        TimeSpan duration => Duration.ToText(duration),
        TimeZoneInfo zone => zone.Id == "UTC" ? "UTC" : zone.Id,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>What a value of the type looks like, for messages.</summary>
    public static string Expected(Type type) =>
        type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "on or off"
        : type == typeof(TimeSpan) ? "a time with its unit, such as 200 ms, 30 s, 5 min, 1 h or 7 d"
        : type == typeof(ByteSize) ? "a size with its unit, such as 512 MiB or 10 GiB"
        : type == typeof(TimeZoneInfo) ? "the IANA name of a time zone, such as Europe/Stockholm"
        : type.IsEnum ? $"one of {string.Join(", ", Choices(type))}"
        : "text";

    /// <summary>The values of an enumeration, as they are written.</summary>
    public static IEnumerable<string> Choices(Type type) => Enum.GetNames(type).Select(name => name.ToLowerInvariant());

    /// <returns>The value, or null where the text is not one of the type.</returns>
    public static object? Read(Type type, string text, WrittenForm form)
    {
        var isText = form is WrittenForm.String or WrittenForm.Any;
        if (type == typeof(string))
        {
            return isText ? text : null;
        }

        if (type == typeof(Secret))
        {
            return isText ? new Secret(text) : null;
        }

        if (type == typeof(int))
        {
            return form is WrittenForm.Number or WrittenForm.Any
                && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        if (type == typeof(bool))
        {
            return text switch
            {
                "on" or "true" => form is not WrittenForm.Number ? true : null,
                "off" or "false" => form is not WrittenForm.Number ? false : null,
                _ => null,
            };
        }

        if (type.IsEnum)
        {
            return isText && Choices(type).Contains(text) ? Enum.Parse(type, text, ignoreCase: true) : null;
        }

        if (type == typeof(TimeSpan))
        {
            return isText && Duration.TryParse(text, out var duration) ? duration : null;
        }

        if (type == typeof(ByteSize))
        {
            return form is not WrittenForm.Switch && ByteSize.TryParse(text, out var size) ? size : null;
        }

        if (type == typeof(TimeZoneInfo))
        {
            return isText && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? zone : null;
        }

        throw new ArgumentOutOfRangeException(nameof(type), type, "no setting has this type");
    }
}
