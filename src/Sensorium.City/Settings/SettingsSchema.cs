using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.City.Settings;

/// <summary>The JSON schema of <c>city.json</c>, for editors: made from the settings' types.</summary>
internal static class SettingsSchema
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write()
    {
        var root = Describe(SettingSchema.Of(typeof(CitySettings)), new CitySettings());
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "Settings of a Sensorium city");
        root["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        root["required"] = new JsonArray("format");
        return root.ToJsonString(_indented) + "\n";
    }

    private static JsonObject Describe(SettingSchema shape, object? owner)
    {
        if (shape.Part is { } part)
        {
            return new() { ["type"] = "object", ["additionalProperties"] = Describe(part, Activator.CreateInstance(part.Type)) };
        }

        var properties = new JsonObject();
        foreach (var child in shape.Children)
        {
            var value = child.Property!.GetValue(owner);
            var described = child.IsValue ? DescribeValue(child, value) : Describe(child, value);
            described.Insert(0, "description", child.Attribute!.Description);
            properties[child.Name] = described;
        }

        return new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject DescribeValue(SettingSchema shape, object? standard)
    {
        var described = new JsonObject();
        if (shape.Type == typeof(int))
        {
            described["type"] = "integer";
            AddLimit(described, "minimum", shape.Attribute!.Minimum);
            AddLimit(described, "maximum", shape.Attribute.Maximum);
            if (standard is int number)
            {
                described["default"] = number;
            }
        }
        else if (shape.Type == typeof(bool))
        {
            described["enum"] = new JsonArray("on", "off", true, false);
        }
        else if (shape.Type.IsEnum)
        {
            described["enum"] = new JsonArray([.. SettingText.Choices(shape.Type).Select(choice => JsonValue.Create(choice))]);
        }
        else if (shape.Type == typeof(TimeSpan))
        {
            described["type"] = "string";
            described["pattern"] = @"^\s*[0-9.]+\s*(ms|s|min|h|d)\s*$|^\$\{";
        }
        else if (shape.Type == typeof(ByteSize))
        {
            described["type"] = new JsonArray("string", "integer");
        }
        else
        {
            described["type"] = "string";
        }

        if (shape.Attribute!.InDev is { } inDev)
        {
            described["$comment"] = $"default {SettingText.Write(standard)}; {inDev} in the environment dev";
        }
        else if (shape.Type != typeof(int) && standard is not null)
        {
            described["default"] = SettingText.Write(standard);
        }

        return described;
    }

    private static void AddLimit(JsonObject described, string name, string? limit)
    {
        if (limit is not null)
        {
            described[name] = int.Parse(limit, CultureInfo.InvariantCulture);
        }
    }
}
