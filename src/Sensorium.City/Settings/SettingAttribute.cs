namespace Sensorium.City.Settings;

/// <summary>
/// Makes a property a setting of the city. Its name in JSON is the property's in camelCase, its default the property's own.
/// </summary>
/// <param name="description">One line for the schema, with the unit.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    /// <summary>Smallest allowed value as it would be written; null where any is.</summary>
    public string? Minimum { get; init; }

    /// <summary>Largest allowed value as it would be written; null where any is.</summary>
    public string? Maximum { get; init; }

    /// <summary>The default in the environment <c>dev</c>, as it would be written; null where it is the same everywhere.</summary>
    public string? InDev { get; init; }
}
