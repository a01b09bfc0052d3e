using System.Text;

namespace Sensorium.Core;

/// <summary>
/// What may be the name of a table, and which folder is its own: <c>layer.name</c> lies in <c>layer/name</c>. Tables of <c>raw</c> are
/// called after streams, whose names may have dots.
/// </summary>
public static class TableName
{
    /// <summary>The layer of records as they came.</summary>
    public const string Raw = "raw";

    /// <summary>The layer of what pipelines write, which a name without a layer means.</summary>
    public const string Processed = "processed";

    /// <summary>The layer of what jobs write.</summary>
    public const string Final = "final";

    private const string Late = "__late";
    private const string Rejected = "__rejected";
    private const string ProcessedPrefix = Processed + ".";

    /// <summary>How to fix one that is none.</summary>
    public const string Rule = "use letters, digits, '_' and '-', at most 200 bytes as UTF-8, beginning with a letter, a digit or '_'.";

    /// <param name="name">Without its layer.</param>
    public static bool IsValid(string name) => IsPart(name, mayHaveDots: false);

    /// <param name="fullName">With its layer, or another word that stands before the first dot.</param>
    public static bool IsFull(string fullName) =>
        fullName.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && IsValid(fullName[..dot])
            && IsPart(fullName[(dot + 1)..], mayHaveDots: true, behind: Rejected.Length);

    /// <summary>The full name of a table of pipelines.</summary>
    public static string OfPipeline(string name) => ProcessedPrefix + name;

    /// <summary>The full name of the table of a stream's records as they came.</summary>
    public static string OfStream(string stream) => $"{Raw}.{stream}";

    /// <summary>The table beside one, for rows that came behind the watermark.</summary>
    public static string LateOf(string table) => table + Late;

    /// <summary>The table beside one, for records and rows that are rejected.</summary>
    public static string RejectedOf(string table) => table + Rejected;

    /// <summary>Whether it is the name of a table beside another, for rows that went no further.</summary>
    public static bool IsSideTable(string name) => SideOf(name).Length > 0;

    /// <summary>The end of a name that says so, in lower case; empty where it is no such table.</summary>
    public static string SideOf(string name) =>
        name.EndsWith(Late, StringComparison.OrdinalIgnoreCase) ? Late
        : name.EndsWith(Rejected, StringComparison.OrdinalIgnoreCase) ? Rejected
        : "";

    /// <summary>The name without the layer that is meant where none is written.</summary>
    public static string ShortOf(string fullName) =>
        fullName.StartsWith(ProcessedPrefix, StringComparison.Ordinal) ? fullName[ProcessedPrefix.Length..] : fullName;

    /// <summary>The folder of a table, relative to the lake: always two names below each other.</summary>
    /// <exception cref="ArgumentException">It is no full name. Whoever takes names from users asks <see cref="IsFull"/> first.</exception>
    public static string FolderOf(string fullName)
    {
        RequireFull(fullName);
        var dot = fullName.IndexOf('.', StringComparison.Ordinal);
        return $"{fullName.AsSpan(0, dot)}/{fullName.AsSpan(dot + 1)}";
    }

    /// <returns>The name, which is one folder's.</returns>
    /// <exception cref="ArgumentException">It is no full name.</exception>
    public static string RequireFull(string fullName) =>
        IsFull(fullName) ? fullName : throw new ArgumentException($"'{fullName}' is no layer and name of a table", nameof(fullName));

    internal static bool IsPart(string name, bool mayHaveDots, int behind = 0)
    {
        if (name.Length == 0 || !(char.IsLetterOrDigit(name[0]) || name[0] == '_')
            || Encoding.UTF8.GetByteCount(name) > StreamName.MostBytes + behind)
        {
            return false;
        }

        foreach (var letter in name)
        {
            if (!(char.IsLetterOrDigit(letter) || letter is '_' or '-' || (mayHaveDots && letter == '.')))
            {
                return false;
            }
        }

        // Two spellings of one text would be two folders.
        return name.IsNormalized();
    }
}
