using System.Globalization;
using System.Text;
using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Decode;

/// <summary>A stream of any columns with the few shapes its producers send; the same for the same seed.</summary>
internal sealed class StreamMaker
{
    private static readonly TypeKind[] Types =
        [TypeKind.Varchar, TypeKind.Varchar, TypeKind.Double, TypeKind.Double, TypeKind.Integer, TypeKind.BigInt, TypeKind.Boolean,
            TypeKind.Date, TypeKind.Timestamp, TypeKind.Point];

    private static readonly string[] Names =
    [
        "id", "device_id", "deviceId", "value", "v", "timestamp", "exactly_16_bytes", "seventeen_bytes__",
        "a_name_that_is_longer_than_a_vector", "ö", "x", "x.y", "x.y.z", "x.w",
        "location", "location.lat", "location.name", "motion.speed", "motion.heading", "unit", "état", "",
    ];

    private readonly Random _random;
    private readonly ValueMaker _values;
    private readonly List<Func<string>[]> _shapes = [];

    public StreamMaker(int seed, RecordFormat format)
    {
        _random = new(seed);
        _values = new(_random);
        var columns = new StreamColumn[_random.Next(1, 9)];
        for (var i = 0; i < columns.Length; i++)
        {
            var type = Types[_random.Next(Types.Length)];
            var time = type == TypeKind.Timestamp
                ? new TimestampFormat((TimestampKind)_random.Next(4), _random.Next(2) == 0 ? null : "Europe/Stockholm")
                : null;
            string[] spellings =
                [.. Enumerable.Range(0, _random.Next(3) == 0 ? 3 : 1).Select(_ => Names[_random.Next(Names.Length)]).Distinct()];
            columns[i] = DecoderBench.Column($"c{i}", type, nullable: _random.Next(6) != 0, time, null, spellings);
        }

        var eventTime = _random.Next(2) == 0 ? Array.FindIndex(columns, column => column.Field.Type == TypeKind.Timestamp) : -1;
        var csv = new CsvOptions(
            HasHeader: _random.Next(4) != 0, Delimiter: _random.Next(3) == 0 ? ';' : ',', Nulls: _random.Next(3) == 0 ? "NA" : null);
        Stream = DecoderBench.Define(columns, eventTime, format, csv, aheadSeconds: 1_000_000_000);
        Needed = [.. Enumerable.Range(0, columns.Length).Where(i => i == eventTime || _random.Next(4) != 0)];
        Coded = [.. Needed.Where(i => columns[i].Field.Type == TypeKind.Varchar && _random.Next(2) == 0)];
        if (format == RecordFormat.Csv)
        {
            MakeRows();
        }
        else
        {
            for (var i = _random.Next(1, 6); i > 0; i--)
            {
                _shapes.Add(MakeObject(Stream.Columns, "", depth: 0));
            }
        }
    }

    public StreamDefinition Stream { get; }

    public int[] Needed { get; }

    public int[] Coded { get; }

    /// <summary>Of CSV: null where rows have the columns in declared order.</summary>
    public IReadOnlyList<string>? Header { get; private set; }

    public string Message()
    {
        var shape = _shapes[Math.Min(_random.Next(_shapes.Count), _random.Next(_shapes.Count))];
        var text = new StringBuilder();
        foreach (var part in shape)
        {
            text.Append(part());
        }

        return text.ToString();
    }

    private Func<string>[] MakeObject(IReadOnlyList<StreamColumn> columns, string path, int depth)
    {
        var space = _random.Next(3) == 0 ? " " : "";
        var members = new List<Func<string>>();
        var chosen = columns
            .Select(
                column => (column.Field.Type, Spelling: column.Spellings[_random.Next(5) == 0 ? _random.Next(column.Spellings.Count) : 0]))
            .Where(member => member.Spelling.StartsWith(path, StringComparison.Ordinal) && _random.Next(7) != 0)
            .Select(member => (member.Type, Steps: member.Spelling[path.Length..].Split('.')))
            .ToArray();
        foreach (var group in chosen.GroupBy(member => member.Steps[0]).OrderBy(_ => _random.Next()))
        {
            // Where one spelling goes through another's value, one of the two has to give way.
            var isObject = group.Any(member => member.Steps.Length > 1)
                && (group.All(member => member.Steps.Length > 1) || _random.Next(2) == 0);
            members.Add(
                Member(group.Key, isObject ? Nested(MakeObject(columns, $"{path}{group.Key}.", depth + 1)) : Value(group.First().Type)));
            if (_random.Next(12) == 0)
            {
                members.Add(Member(group.Key, Value(group.First().Type)));
            }
        }

        for (var i = _random.Next(3); i > 0; i--)
        {
            members.Insert(_random.Next(members.Count + 1), Member($"undeclared{i}", Value(Types[_random.Next(Types.Length)])));
        }

        if (depth < 2 && _random.Next(10) == 0)
        {
            members.Add(Member("nested", Nested(MakeObject([], "?", depth + 1))));
        }

        var parts = new List<Func<string>> { () => "{" + space };
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                parts.Add(() => $"{space},{space}");
            }

            parts.Add(members[i]);
        }

        parts.Add(() => space + "}");
        return [.. parts];

        Func<string> Member(string name, Func<string> value)
        {
            var written = _random.Next(15) == 0 && name.Length > 0 ? $"\\u{(int)name[0]:x4}{name[1..]}" : name;
            return () => $"\"{written}\"{space}:{space}{value()}";
        }
    }

    private static Func<string> Nested(Func<string>[] parts) => () => string.Concat(parts.Select(part => part()));

    /// <summary>Nearly always in the form that this producer uses.</summary>
    private Func<string> Value(TypeKind type)
    {
        var form = _random.Next(3) == 0 ? _random.Next(ValueMaker.Forms) : _random.Next(6);
        return () => _values.Json(type, _random.Next(60) == 0 ? _random.Next(ValueMaker.Forms) : form);
    }

    private void MakeRows()
    {
        var delimiter = Stream.Csv.Delimiter;
        var fields = Stream.Columns.Select(column => (Name: column.Spellings[_random.Next(column.Spellings.Count)], column.Field.Type))
            .ToList();
        if (Stream.Csv.HasHeader)
        {
            for (var i = _random.Next(3); i > 0; i--)
            {
                var again = _random.Next(4) == 0
                    ? fields[_random.Next(fields.Count)]
                    : ($"other{i.ToString(CultureInfo.InvariantCulture)}", TypeKind.Varchar);
                fields.Insert(_random.Next(fields.Count + 1), again);
            }

            if (_random.Next(4) == 0 && fields.Count > 1)
            {
                fields.RemoveAt(_random.Next(fields.Count));
            }

            Header = [.. fields.Select(field => field.Name)];
        }

        var forms = fields.Select(_ => _random.Next(6)).ToArray();
        _shapes.Add(
            [() => string.Join(
                delimiter,
                fields.Select(
                    (field, i) => _values.Csv(field.Type, _random.Next(12) == 0 ? _random.Next(ValueMaker.Forms) : forms[i], delimiter)))]);
    }
}
