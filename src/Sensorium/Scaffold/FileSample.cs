using System.Text.Json;
using Sensorium.Core;

namespace Sensorium.Scaffold;

/// <summary>The members of a file's records, each with what it holds.</summary>
/// <param name="Members">In the order in which they first come.</param>
/// <param name="Records">That were looked at.</param>
/// <param name="NotJson">Records among them that are no JSON object.</param>
/// <param name="IsCut">Whether the file has more records than were looked at.</param>
/// <param name="Together">Pairs of members that come in one record, by name.</param>
internal sealed record FileSample(
    IReadOnlyList<MemberSample> Members, long Records, long NotJson, bool IsCut, IReadOnlySet<(string, string)> Together)
{
    /// <summary>Records that are looked at.</summary>
    public const int MostRecords = 1_000_000;

    /// <summary>Members of all records together; what has more is no table.</summary>
    private const int MostMembers = 500;

    private const int Deepest = 8;

    private static readonly string[][] _places = [["latitude", "longitude"], ["lat", "lon"], ["lat", "lng"]];

    /// <param name="looks">Files of one stream.</param>
    /// <exception cref="SensoriumException">SN1041: there is no record, or the records have far too many members; SN4103, SN7010 to SN7012
    /// as a replay.</exception>
    public static FileSample Of(IReadOnlyList<FileSniffer> looks)
    {
        var members = new Dictionary<string, MemberSample>(StringComparer.Ordinal);
        var together = new HashSet<(string, string)>();
        var present = new List<MemberSample>();
        var (records, notJson) = (0L, 0L);
        foreach (var look in looks)
        {
            using var input = FileSniffer.Open(look.Path);
            foreach (var record in look.Records(input))
            {
                if (records == MostRecords)
                {
                    return Checked(look, new([.. members.Values], records, notJson, IsCut: true, together));
                }

                records++;
                present.Clear();
                notJson += Add(look, record.Json, members, present) ? 0 : 1;
                Pair(present, together);
            }
        }

        return Checked(looks[0], new([.. members.Values], records, notJson, IsCut: false, together));
    }

    private static FileSample Checked(FileSniffer look, FileSample sample)
    {
        if (sample.Records == 0 || sample.Members.All(member => member.Values == 0))
        {
            throw new SensoriumException("SN1041", $"{look.Path} has no record with a value.", "give a file with records.");
        }

        return sample;
    }

    /// <returns>False for what is no JSON object.</returns>
    private static bool Add(
        FileSniffer look, ReadOnlyMemory<byte> json, Dictionary<string, MemberSample> members, List<MemberSample> present)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            Add(look, document.RootElement, "", 0, members, present);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Add(
        FileSniffer look, JsonElement value, string path, int depth, Dictionary<string, MemberSample> members, List<MemberSample> present)
    {
        foreach (var member in value.EnumerateObject())
        {
            // A dot in a name would be taken for a step into an object.
            if (depth >= Deepest || member.Name.Length == 0 || member.Name.Contains('.'))
            {
                continue;
            }

            var name = path + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object && !IsPlace(member.Value))
            {
                Add(look, member.Value, name + ".", depth + 1, members, present);
                continue;
            }

            if (!members.TryGetValue(name, out var sample))
            {
                members.Add(name, sample = new(name));
                if (members.Count > MostMembers)
                {
                    throw new SensoriumException(
                        "SN1041",
                        $"the records of {look.Path} have more than {MostMembers} different members.",
                        "give records of one kind, with members of fixed names.");
                }
            }

            if (Add(sample, member.Value))
            {
                present.Add(sample);
            }
        }
    }

    private static bool Add(MemberSample sample, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                var text = value.GetString()!;
                sample.Add(text);
                return text.Length > 0;
            case JsonValueKind.Number:
                sample.Add(value.GetRawText());
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                sample.AddBoolean();
                return true;
            case JsonValueKind.Object:
                sample.AddPoint();
                return true;
            case JsonValueKind.Array
                when value.GetArrayLength() == 2 && value.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number)
                && Math.Abs(value[0].GetDouble()) <= 90 && Math.Abs(value[1].GetDouble()) <= 180:
                sample.AddPoint();
                return true;
            default:
                return false;
        }
    }

    private static bool IsPlace(JsonElement value) =>
        _places.Any(names => names.All(name => value.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number));

    /// <summary>Notes members that are spelt alike and still stand in one record: they are two.</summary>
    private static void Pair(List<MemberSample> present, HashSet<(string, string)> together)
    {
        for (var i = 1; i < present.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (present[i].Plain == present[j].Plain)
                {
                    together.Add((present[j].Name, present[i].Name));
                }
            }
        }
    }
}
