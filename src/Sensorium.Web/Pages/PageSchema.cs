using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sensorium.Web.Pages;

/// <summary>The JSON schema of page files, for editors: made from <see cref="PageFields"/>.</summary>
public static class PageSchema
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write()
    {
        var root = Describe(PageFields.Page);
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "title", "A page of a Sensorium city");
        return root.ToJsonString(_indented) + "\n";
    }

    private static JsonObject Describe(IReadOnlyList<PageField> fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var described = Describe(field);
            described.Insert(0, "description", field.Description);
            properties[field.Name] = described;
        }

        var group = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (fields.Any(field => field.IsRequired))
        {
            group["required"] = new JsonArray([.. fields.Where(field => field.IsRequired).Select(field => (JsonNode)field.Name)]);
        }

        return group;
    }

    private static JsonObject Describe(PageField field) => field.Kind switch
    {
        PageFieldKind.Text => new() { ["type"] = "string" },
        PageFieldKind.Choice => new() { ["enum"] = new JsonArray([.. field.Words!.Select(word => (JsonNode)word)]) },
        PageFieldKind.Number => Number(field),
        PageFieldKind.Numbers => new()
        {
            ["type"] = "array",
            ["$comment"] = string.Join(", ", field.Words!),
            ["items"] = Number(field),
            ["minItems"] = field.Words!.Count,
            ["maxItems"] = field.Words.Count,
        },
        PageFieldKind.Object => Describe(field.Fields!),
        _ => new() { ["type"] = "object", ["maxProperties"] = PageFields.MostParts, ["additionalProperties"] = Describe(field.Fields!) },
    };

    private static JsonObject Number(PageField field) =>
        new() { ["type"] = "number", ["minimum"] = field.Lowest, ["maximum"] = field.Highest };
}
