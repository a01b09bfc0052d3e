using System.Globalization;
using System.Text.RegularExpressions;

namespace Sensorium.Scaffold;

/// <summary>What a member of the records, or a column of the CSV, holds over all records that were looked at.</summary>
/// <param name="name">As it is spelt; with dots where it stands in an object.</param>
internal sealed partial class MemberSample(string name)
{
    private const int MostDistinct = 10_000;
    private const int LongestShown = 40;

    private static readonly HashSet<string> _nullTexts =
        new(StringComparer.OrdinalIgnoreCase) { "NA", "N/A", "null", "none", "nil", "nan", "-", "--", "?", "\\N", "#N/A", "missing" };

    private readonly HashSet<string> _distinct = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _nulls = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>What members that are one column under several spellings have in common.</summary>
    public string Plain { get; } = ColumnNames.Plain(name);

    /// <summary>Records that have a value here.</summary>
    public long Values { get; private set; }

    /// <summary>Texts such as <c>NA</c> that may stand for null, with how often they come.</summary>
    public IReadOnlyDictionary<string, long> NullTexts => _nulls;

    public long Whole { get; private set; }

    /// <summary>Whole numbers that an INT does not hold.</summary>
    public long Wide { get; private set; }

    /// <summary>Numbers with decimals or an exponent, and whole ones that no BIGINT holds.</summary>
    public long Decimal { get; private set; }

    /// <summary>Digits behind a zero, such as <c>007</c>: a code, no number.</summary>
    public long Codes { get; private set; }

    public long Booleans { get; private set; }

    public long Days { get; private set; }

    /// <summary>Times that say their zone.</summary>
    public long Zoned { get; private set; }

    /// <summary>Times that do not say their zone.</summary>
    public long Local { get; private set; }

    public long Points { get; private set; }

    public double Least { get; private set; } = double.PositiveInfinity;

    public double Greatest { get; private set; } = double.NegativeInfinity;

    /// <summary>A value that is neither number, time nor place; null where there is none.</summary>
    public string? Odd { get; private set; }

    public string First { get; private set; } = "";

    /// <summary>Different values; counted up to ten thousand.</summary>
    public int Distinct => _distinct.Count;

    public bool IsDistinctCut => _distinct.Count == MostDistinct;

    public long Numbers => Whole + Decimal;

    public long Times => Zoned + Local;

    public IEnumerable<string> DistinctValues => _distinct;

    public void AddBoolean()
    {
        Values++;
        Booleans++;
    }

    public void AddPoint()
    {
        Values++;
        Points++;
    }

    /// <summary>A number as it is written, or a text.</summary>
    public void Add(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_nullTexts.Contains(text))
        {
            _nulls[text] = _nulls.GetValueOrDefault(text) + 1;
            return;
        }

        if (Values++ == 0)
        {
            First = Short(text);
        }

        if (_distinct.Count < MostDistinct)
        {
            _distinct.Add(text);
        }

        if (!AddNumber(text.Trim()) && !AddText(text.Trim()))
        {
            Odd ??= Short(text);
        }
    }

    /// <summary>Texts that stand for null are values after all: the member holds text.</summary>
    public void TakeNullsForValues()
    {
        foreach (var (text, count) in _nulls)
        {
            Values += count;
            _distinct.Add(text);
        }

        _nulls.Clear();
    }

    private bool AddNumber(string text)
    {
        if (!Number().IsMatch(text) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
        {
            return false;
        }

        if (Code().IsMatch(text))
        {
            Codes++;
            return true;
        }

        Least = Math.Min(Least, number);
        Greatest = Math.Max(Greatest, number);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            Whole++;
            Wide += whole is < int.MinValue or > int.MaxValue ? 1 : 0;
        }
        else
        {
            Decimal++;
        }

        return true;
    }

    private bool AddText(string text)
    {
        if (Iso().Match(text) is { Success: true } iso)
        {
            Zoned += iso.Groups[1].Success ? 1 : 0;
            Local += iso.Groups[1].Success ? 0 : 1;
        }
        else if (JavaDate().IsMatch(text))
        {
            Zoned++;
        }
        else if (Day().IsMatch(text))
        {
            Days++;
        }
        else if (Place().IsMatch(text))
        {
            Points++;
        }
        else if (bool.TryParse(text, out _))
        {
            Booleans++;
        }
        else
        {
            return false;
        }

        return true;
    }

    private static string Short(string text) => text.Length > LongestShown ? text[..LongestShown] + "…" : text;

    [GeneratedRegex(@"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^0\d+$")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d(?::?\d\d)?)?$")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d [A-Z]{2,5} \d{4}$")]
    private static partial Regex JavaDate();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d$")]
    private static partial Regex Day();

    [GeneratedRegex(@"^\(\s*-?\d{1,2}(\.\d+)?\s*,\s*-?\d{1,3}(\.\d+)?\s*\)$")]
    private static partial Regex Place();
}
