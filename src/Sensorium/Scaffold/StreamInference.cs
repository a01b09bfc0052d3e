using Sensorium.Core;

namespace Sensorium.Scaffold;

/// <summary>From what a file's records hold to a stream. Nothing is guessed without a note that says so.</summary>
internal sealed class StreamInference
{
    /// <summary>Of a column's values, that may be none of its type: they are rejected, with their reason.</summary>
    private const double MostOdd = 0.01;

    private readonly FileSniffer _look;
    private readonly FileSample _sample;
    private readonly string? _zone;
    private readonly List<string> _notes = [];

    private StreamInference(FileSniffer look, FileSample sample, string? zone) => (_look, _sample, _zone) = (look, sample, zone);

    /// <param name="zone">Of times that do not say theirs; null takes UTC, and says that it is a guess.</param>
    public static InferredStream Of(string name, FileSniffer look, FileSample sample, string? zone) =>
        new StreamInference(look, sample, zone).Run(name);

    private InferredStream Run(string name)
    {
        var groups = Group();
        var nulls = Nulls(groups);
        var found = groups.ConvertAll(group => (Group: group, Column: Column(group)));
        var time = EventTime(found);
        var columns = new List<InferredColumn>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (group, column) in found)
        {
            var isTime = time is not null && ReferenceEquals(group, time.Value.Group);
            var made = isTime ? time!.Value.Column : column;
            var unique = isTime ? "event_time" : made.Name;
            for (var number = 2; !names.Add(unique); number++)
            {
                unique = $"{made.Name}_{number}";
            }

            columns.Add(made with { Name = unique });
        }

        var timeIndex = time is null ? -1 : found.FindIndex(item => ReferenceEquals(item.Group, time.Value.Group));
        if (timeIndex > 0 && columns.FindIndex(column => column.Name == "event_time") is var taken && taken < timeIndex)
        {
            // The name belongs to the event time; whoever had it first gets the number.
            columns[taken] = columns[taken] with { Name = columns[timeIndex].Name };
            columns[timeIndex] = columns[timeIndex] with { Name = "event_time" };
        }

        if (time is null)
        {
            _notes.Add(
                "No column is a time that says day and hour, so there is no event time: rows can be filtered and computed, but not put "
                    + "into windows.");
        }

        var key = Key(found.ConvertAll(item => item.Group), columns, timeIndex);
        Units(found.ConvertAll(item => item.Group), columns);
        var zone = time is { } event_ && event_.Group.Sum(member => member.Local) > 0 ? _zone ?? "UTC" : null;
        return new(name, name, $"From {Path.GetFileName(_look.Path)}", columns, timeIndex, key, zone, nulls)
        {
            Csv = _look.Kind == FileKind.Csv ? _look : null,
            Notes = _notes,
            Measures = [.. columns.Where((column, i) => i != key && i != timeIndex && IsMeasure(column, found[i].Group))],
        };
    }

    /// <summary>Not what numbers records or devices, nor a part of a time, nor what never changes.</summary>
    private static bool IsMeasure(InferredColumn column, List<MemberSample> group) =>
        column.IsNumber
        && group.Max(member => member.Distinct) is var distinct and > 2
        && !(column.Type != TypeKind.Double && distinct * 10L > group.Sum(member => member.Values) * 9
            && group.Sum(member => member.Values) > 20)
        && ColumnNames.KeyRank(column.Spellings[0]) == 0
        && !column.Name.Contains("dir", StringComparison.Ordinal)
        && column.Name
            is not ("heading" or "bearing" or "year" or "month" or "day" or "hour" or "minute" or "latitude" or "longitude" or "lat"
                or "lon" or "lng" or "track" or "segment");

    /// <summary>Members that are one column: spelt alike, and never in one record.</summary>
    private List<List<MemberSample>> Group()
    {
        var groups = new List<List<MemberSample>>();
        foreach (var member in _sample.Members)
        {
            var home = groups.Find(group => group[0].Plain == member.Plain
                && group.TrueForAll(
                    other =>
                        !_sample.Together.Contains((other.Name, member.Name)) && !_sample.Together.Contains((member.Name, other.Name))));
            if (home is null)
            {
                groups.Add([member]);
            }
            else
            {
                home.Add(member);
                _notes.Add(
                    $"{string.Join(", ", home.Select(other => other.Name))} never stand in one record and are spelt alike: one column.");
            }
        }

        return groups;
    }

    /// <summary>The text that stands for null most often, where its column is otherwise of one type. In others it is text.</summary>
    private string? Nulls(List<List<MemberSample>> groups)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var member in groups.SelectMany(group => group))
        {
            if (member.NullTexts.Count > 0 && (member.Values == 0 || member.Odd is not null))
            {
                member.TakeNullsForValues();
            }

            foreach (var (text, count) in member.NullTexts)
            {
                counts[text] = counts.GetValueOrDefault(text) + count;
            }
        }

        if (counts.Count == 0)
        {
            return null;
        }

        var best = counts.MaxBy(text => text.Value).Key;
        _notes.Add($"'{best}' is null: it stands {counts[best]:N0} times among numbers or times.");
        foreach (var (text, count) in counts.Where(text => text.Key != best))
        {
            _notes.Add(
                $"'{text}' stands {count:N0} times among numbers or times too; a stream has one text for null, so those records are "
                    + $"rejected.");
        }

        return best;
    }

    private InferredColumn Column(List<MemberSample> group)
    {
        long Sum(Func<MemberSample, long> count) => group.Sum(count);
        var values = Sum(member => member.Values);
        var spellings = ColumnNames.WithKnown([.. group.OrderByDescending(member => member.Values).Select(member => member.Name)]);
        var name = ColumnNames.Snake(spellings[0].Replace('.', '_'));
        if (spellings.Count > group.Count)
        {
            _notes.Add($"{name} takes {string.Join(" and ", spellings.Skip(group.Count))} too, as siblings of its producer spell it.");
        }

        var type = TypeKind.Varchar;
        var fit = values;
        foreach (var (kind, count) in new[]
        {
            (TypeKind.Timestamp, Sum(member => member.Times)),
            (TypeKind.Date, Sum(member => member.Days)),
            (TypeKind.Point, Sum(member => member.Points)),
            (TypeKind.Boolean, Sum(member => member.Booleans)),
            (TypeKind.Double, Sum(member => member.Numbers)),
        })
        {
            if (values > 0 && Sum(member => member.Codes) == 0 && values - count <= values * MostOdd)
            {
                (type, fit) = (kind, count);
                break;
            }
        }

        if (type == TypeKind.Double && Sum(member => member.Decimal) == 0)
        {
            type = Sum(member => member.Wide) > 0 ? TypeKind.BigInt : TypeKind.Integer;
        }

        var odd = group.Select(member => member.Odd).FirstOrDefault(text => text is not null);
        var note = values == 0 ? "no record has a value: the type is a guess"
            : fit < values ? $"{values - fit:N0} of {values:N0} values are none, e.g. '{odd}': those records are rejected"
            : type == TypeKind.Integer && group.Min(member => member.Least) == 0 && group.Max(member => member.Greatest) == 1
                ? "only 0 and 1: BOOLEAN would take them too"
            : Sum(member => member.Codes) > 0 && odd is null ? "digits behind a zero: codes, not numbers"
            : null;
        return new(
            name,
            type,
            spellings,
            type is TypeKind.Double or TypeKind.Integer or TypeKind.BigInt ? ColumnNames.UnitOf(spellings[0]) : null,
            Note: note);
    }

    private (List<MemberSample> Group, InferredColumn Column)? EventTime(List<(List<MemberSample> Group, InferredColumn Column)> found)
    {
        var best = default((List<MemberSample> Group, InferredColumn Column)?);
        var rank = 0L;
        foreach (var (group, column) in found)
        {
            var named = ColumnNames.TimeRank(group[0].Name);
            var epoch = named > 0 && column.IsNumber ? EpochUnit(group) : null;
            if (column.Type != TypeKind.Timestamp && epoch is null)
            {
                continue;
            }

            // Completeness counts before the name: a time that half of the records lack would reject them.
            var share = group.Sum(member => member.Values) * 10 / Math.Max(1, _sample.Records);
            var own = (share * 1000) + named + (epoch is null ? 1 : 0);
            if (own > rank)
            {
                (best, rank) = ((group, epoch is null ? column : column with { Type = TypeKind.Timestamp, Epoch = epoch, Unit = null }),
                    own);
            }
        }

        if (best is not { } chosen)
        {
            return null;
        }

        var others = found.Where(item => item.Column.Type == TypeKind.Timestamp && !ReferenceEquals(item.Group, chosen.Group))
            .Select(item => item.Column.Spellings[0]).ToList();
        var form = chosen.Column.Epoch is { } unit ? $"a number of {unit} since 1970, guessed from its size"
            : chosen.Group.Sum(member => member.Local) == 0 ? $"text with its zone, such as {chosen.Group[0].First}"
            : _zone is not null ? $"text without a zone, such as {chosen.Group[0].First}; the zone {_zone} was given"
            : $"text without a zone, such as {chosen.Group[0].First}; UTC is a GUESS: fix zone below, or make the city again with --zone";
        _notes.Add(
            $"Event time: {chosen.Group[0].Name}, "
                + $"{form}.{(others.Count > 0 ? $" By its name and place; {string.Join(", ", others)} would be "
                    + $"{(others.Count == 1 ? "another" : "others")}." : "")}");
        return chosen;
    }

    /// <summary>By the size of all values; null where they are no instants of this age.</summary>
    private static string? EpochUnit(List<MemberSample> group)
    {
        var (least, greatest) = (group.Min(member => member.Least), group.Max(member => member.Greatest));
        return (least, greatest) switch
        {
            ( >= 1e8, < 1e11) => "seconds",
            ( >= 1e11, < 1e14) => "milliseconds",
            ( >= 1e14, < 1e17) => "microseconds",
            _ => null,
        };
    }

    private int Key(List<List<MemberSample>> groups, List<InferredColumn> columns, int time)
    {
        var best = -1;
        var rank = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            var (values, distinct) = (groups[i].Sum(member => member.Values), groups[i].Max(member => member.Distinct));
            var mayBe = i != time && columns[i].Type is TypeKind.Varchar or TypeKind.Integer or TypeKind.BigInt
                && values >= _sample.Records * (1 - MostOdd) && !groups[i].Exists(member => member.IsDistinctCut);

            // A member that is another in nearly every record numbers the records.
            if (!mayBe || i == time || (distinct > 1 && distinct * 2 > values))
            {
                continue;
            }

            var named = ColumnNames.KeyRank(groups[i][0].Name);
            var own = named == 0 ? 0 : named + (columns[i].Type == TypeKind.Varchar ? 5 : 0) + (distinct > 1 ? 10 : 0);
            if (own > rank)
            {
                (best, rank) = (i, own);
            }
        }

        if (best < 0)
        {
            _notes.Add("No column names a device, so records have no key and rows are of all devices together.");
            return best;
        }

        var count = groups[best].Max(member => member.Distinct);
        _notes.Add(
            $"Key: {groups[best][0].Name}, a GUESS from its name and its {count:N0} {(count == 1 ? "value" : "values")}. Rows of one key "
                + $"stay in order.");
        if (groups[best].Sum(member => member.Values) == _sample.Records)
        {
            columns[best] = columns[best] with { IsNotNull = true };
        }

        return best;
    }

    /// <summary>A column <c>unit</c> with one value says the unit of <c>value</c>.</summary>
    private void Units(List<List<MemberSample>> groups, List<InferredColumn> columns)
    {
        var unit = columns.FindIndex(column => column.Name is "unit" or "units" && column.Type == TypeKind.Varchar);
        var value = columns.FindIndex(column => column.Name == "value" && column.IsNumber);
        if (unit >= 0 && value >= 0)
        {
            var units = groups[unit].SelectMany(member => member.DistinctValues).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal).ToList();
            columns[value] = units is [var only] ? columns[value] with { Unit = only } : columns[value];
            _notes.Add(units.Count == 1
                ? $"Unit of value: {units[0]}, as the column {columns[unit].Name} says in every record."
                : $"value has no unit of its own: the column {columns[unit].Name} says "
                    + $"{string.Join(", ", units.Take(5))}{(units.Count > 5 ? ", …" : "")}.");
        }

        var named = columns.Where((column, i) => column.Unit is not null && i != value).Select(column => $"{column.Name} in {column.Unit}")
            .ToList();
        if (named.Count > 0)
        {
            _notes.Add($"Units from the names alone, a GUESS: {string.Join(", ", named)}.");
        }
    }
}
