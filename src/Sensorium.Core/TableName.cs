using System.Text;

namespace Sensorium.Core;

/// <summary>
/// What may be the name of a table, and which folder is its own: <c>layer.name</c> lies in <c>layer/name</c>. Tables of <c>raw</c> are
/// called after streams, whose names may have dots.
/// </summary>
public static class TableName
{
    /// <summary>How to fix one that is none.</summary>
    public const string Rule = "use letters, digits, '_' and '-', at most 200 bytes as UTF-8, beginning with a letter, a digit or '_'.";

    /// <param name="name">Without its layer.</param>
    public static bool IsValid(string name) => IsPart(name, mayHaveDots: false);

    /// <param name="fullName">With its layer, or another word that stands before the first dot.</param>
    public static bool IsFull(string fullName) =>
        fullName.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && IsValid(fullName[..dot]) && IsPart(fullName[(dot + 1)..], mayHaveDots: true, behind: "__rejected".Length);

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
        if (name.Length == 0 || !(char.IsLetterOrDigit(name[0]) || name[0] == '_') || Encoding.UTF8.GetByteCount(name) > StreamName.MostBytes + behind)
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
