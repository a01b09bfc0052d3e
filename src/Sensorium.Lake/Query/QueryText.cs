using System.Text;

namespace Sensorium.Lake.Query;

/// <summary>
/// A user's query within the statements that the worker makes of it. DuckDB tells an error's place in the statement; the user wants it
/// in the query.
/// </summary>
internal sealed class QueryText(string sql)
{
    /// <summary>Bytes of the newest statement before the query's first.</summary>
    private int _before;

    /// <summary>The query alone, without the semicolon at its end.</summary>
    public string Body { get; } = sql.Trim().TrimEnd(';');

    /// <summary>The query as it came, as a statement.</summary>
    public string Whole()
    {
        _before = 0;
        return sql;
    }

    /// <summary>The query between two parts of a statement, each on lines of its own.</summary>
    public string Within(string before, string after)
    {
        _before = Encoding.UTF8.GetByteCount(before) + 1 - Encoding.UTF8.GetByteCount(sql.AsSpan(0, sql.Length - sql.TrimStart().Length));
        return $"{before}\n{Body}\n{after}";
    }

    /// <summary>The place in the query of a byte of the newest statement.</summary>
    /// <returns>Characters from the query's first; null for a byte that is not of the query.</returns>
    public int? PlaceOf(int position)
    {
        var place = position - _before;
        var bytes = Encoding.UTF8.GetBytes(sql);
        return place < 0 || place > bytes.Length ? null : Encoding.UTF8.GetCharCount(bytes.AsSpan(0, place));
    }
}
