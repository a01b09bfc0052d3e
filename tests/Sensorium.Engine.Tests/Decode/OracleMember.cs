using System.Text.Json;
using Sensorium.Engine.Decode;

namespace Sensorium.Engine.Tests.Decode;

/// <summary>A member that a spelling names or steps through.</summary>
internal sealed class OracleMember
{
    private readonly Dictionary<string, OracleMember> _children = [];

    public static OracleMember Tree(IEnumerable<string> spellings)
    {
        var root = new OracleMember();
        foreach (var spelling in spellings)
        {
            var at = root;
            foreach (var step in spelling.Split('.'))
            {
                at = at._children.TryGetValue(step, out var child) ? child : at._children[step] = new();
            }
        }

        return root;
    }

    /// <summary>What a spelling leads to, by the last member of each name.</summary>
    public static JsonElement? Last(JsonElement root, string spelling)
    {
        JsonElement? at = root;
        foreach (var step in spelling.Split('.'))
        {
            at = at is { ValueKind: JsonValueKind.Object } parent
                ? parent.EnumerateObject().Where(member => Name(member) == step).Select(member => (JsonElement?)member.Value)
                    .LastOrDefault()
                : null;
        }

        return at;
    }

    /// <summary>How often a member of this tree comes again in its object.</summary>
    public int Repeated(JsonElement parent)
    {
        var seen = new HashSet<string>();
        var count = 0;
        foreach (var member in parent.EnumerateObject())
        {
            if (Name(member) is { } name && _children.TryGetValue(name, out var child))
            {
                count += seen.Add(name) ? 0 : 1;
                count += member.Value.ValueKind == JsonValueKind.Object ? child.Repeated(member.Value) : 0;
            }
        }

        return count;
    }

    /// <summary>Null of a name that holds half of a surrogate pair: it is nobody's.</summary>
    public static string? Name(JsonProperty member) => Text(() => member.Name);

    public static string? Text(Func<string> get)
    {
        try
        {
            return get();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
