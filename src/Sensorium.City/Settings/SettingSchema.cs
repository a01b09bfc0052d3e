using System.Reflection;
using System.Text.Json;

namespace Sensorium.City.Settings;

/// <summary>What may be set at an address: a group of settings, a group of equal parts by name, or a value.</summary>
/// <param name="Property">Where the value goes in its owner; null for the root and for the parts of a map.</param>
/// <param name="Type">The CLR type of the value, without <c>Nullable</c>.</param>
/// <param name="Children">Of a group, in the order of the type.</param>
/// <param name="Part">Of a map: the shape of each part.</param>
internal sealed record SettingSchema(
    string Name,
    PropertyInfo? Property,
    SettingAttribute? Attribute,
    Type Type,
    IReadOnlyList<SettingSchema> Children,
    SettingSchema? Part)
{
    public bool IsValue => Children.Count == 0 && Part is null;

    /// <summary>The shape of a settings type.</summary>
    public static SettingSchema Of(Type type) => OfType("", null, null, type);

    private static SettingSchema OfType(string name, PropertyInfo? property, SettingAttribute? attribute, Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return new(name, property, attribute, type, [], OfType("", null, null, type.GetGenericArguments()[1]));
        }

        var children = new List<SettingSchema>();
        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (member.GetCustomAttribute<SettingAttribute>() is { } setting)
            {
                var memberType = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
                children.Add(OfType(JsonNamingPolicy.CamelCase.ConvertName(member.Name), member, setting, memberType));
            }
        }

        return new(name, property, attribute, type, children, null);
    }
}
