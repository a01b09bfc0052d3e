using System.Text;
using Sensorium.Core;

namespace Sensorium.Lake.Jobs;

/// <summary>
/// A job's file: DuckDB SQL, with two statements of its own that write a Delta table.
/// <code>
/// CREATE OR REPLACE TABLE final.x [PARTITIONED BY (a, …)] AS SELECT …    the table holds exactly these rows
/// INSERT OVERWRITE final.x [PARTITIONED BY (a, …)] SELECT …              partitions with new rows hold exactly these, others stay
/// CREATE [OR REPLACE] TEMP TABLE | TEMP VIEW | MACRO …                   prepares the statements after it
/// </code>
/// </summary>
internal sealed class JobScript
{
    private readonly string _file;
    private readonly string _text;
    private int _at;

    private JobScript(string file, string text) => (_file, _text) = (file, text);

    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="SensoriumException">SN5014: a statement that a job cannot have.</exception>
    public static IReadOnlyList<JobStatement> Parse(string file, string text)
    {
        var script = new JobScript(file, text);
        var statements = new List<JobStatement>();
        while (script.SkipSpace())
        {
            if (script._text[script._at] == ';')
            {
                script._at++;
                continue;
            }

            statements.Add(script.Statement());
        }

        return statements.Any(statement => statement.Target is not null)
            ? statements
            : throw script.Wrong(0, "writes no table");
    }

    private JobStatement Statement()
    {
        var start = _at;
        var line = LineAt(start);
        if (Takes("INSERT", "OVERWRITE"))
        {
            _ = Takes("INTO") || Takes("TABLE");
            return Write(start, line, keepsOthers: true);
        }

        if (!Takes("CREATE"))
        {
            throw Wrong(start, "is none of a job's statements");
        }

        var replaces = Takes("OR", "REPLACE");
        if (Takes("TEMP") || Takes("TEMPORARY") || Takes("MACRO") || Takes("FUNCTION"))
        {
            return new(line, null, KeepsOthers: false, null, Rest(start));
        }

        if (!replaces || !Takes("TABLE"))
        {
            throw Wrong(start, replaces ? "creates something that would be gone with the job; say TEMP" : "creates a table without OR REPLACE, which a second run could not");
        }

        return Write(start, line, keepsOthers: false);
    }

    private JobStatement Write(int start, int line, bool keepsOthers)
    {
        var layer = Name(start);
        if (!Takes(".") || !layer.Equals("final", StringComparison.OrdinalIgnoreCase))
        {
            throw Wrong(start, $"writes {layer}, and a job writes tables of final., as in final.{layer}");
        }

        var target = $"{TableName.Final}.{Name(start)}";
        List<string>? partition = null;
        if (Takes("PARTITIONED", "BY"))
        {
            partition = [];
            if (!Takes("("))
            {
                throw Wrong(start, "has no ( after PARTITIONED BY");
            }

            do
            {
                partition.Add(Name(start));
            }
            while (Takes(","));
            if (!Takes(")"))
            {
                throw Wrong(start, "has no ) after PARTITIONED BY");
            }
        }

        return !Takes("AS") && !keepsOthers
            ? throw Wrong(start, "has no AS before its SELECT")
            : new(line, target, keepsOthers, partition, Rest(_at));
    }

    /// <summary>Takes these words or signs if they come next.</summary>
    private bool Takes(params ReadOnlySpan<string> words)
    {
        var start = _at;
        foreach (var word in words)
        {
            SkipSpace();
            var isThere = string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
                && (!char.IsLetter(word[0]) || _at + word.Length >= _text.Length || !IsNamePart(_text[_at + word.Length]));
            if (!isThere)
            {
                _at = start;
                return false;
            }

            _at += word.Length;
        }

        return true;
    }

    private string Name(int statement)
    {
        SkipSpace();
        var name = new StringBuilder();
        if (_at < _text.Length && _text[_at] == '"')
        {
            for (_at++; _at < _text.Length; _at++)
            {
                if (_text[_at] == '"' && (++_at >= _text.Length || _text[_at] != '"'))
                {
                    break;
                }

                name.Append(_text[_at]);
            }
        }
        else
        {
            while (_at < _text.Length && IsNamePart(_text[_at]))
            {
                name.Append(_text[_at++]);
            }
        }

        // The name becomes a folder's.
        return TableName.IsValid(name.ToString()) && name.ToString().All(IsNamePart)
            ? name.ToString()
            : throw Wrong(statement, $"names a table or column with other than letters, digits and _, or more than {StreamName.MostBytes} of them");
    }

    /// <summary>The text from here to the statement's end.</summary>
    private string Rest(int from)
    {
        while (_at < _text.Length && _text[_at] != ';')
        {
            if (!SkipQuoted() && !SkipComment())
            {
                _at++;
            }
        }

        return _text[from.._at].Trim();
    }

    /// <returns>False at the end of the file.</returns>
    private bool SkipSpace()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || SkipComment()))
        {
            if (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
        }

        return _at < _text.Length;
    }

    private bool SkipComment()
    {
        if (string.CompareOrdinal(_text, _at, "--", 0, 2) == 0)
        {
            var end = _text.IndexOf('\n', _at);
            _at = end < 0 ? _text.Length : end;
            return true;
        }

        if (string.CompareOrdinal(_text, _at, "/*", 0, 2) == 0)
        {
            var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
            _at = end < 0 ? _text.Length : end + 2;
            return true;
        }

        return false;
    }

    private bool SkipQuoted()
    {
        var quote = _text[_at];
        if (quote is not ('\'' or '"'))
        {
            return false;
        }

        // A doubled quote ends one literal and begins the next, which comes to the same.
        var end = _text.IndexOf(quote, _at + 1);
        _at = end < 0 ? _text.Length : end + 1;
        return true;
    }

    private static bool IsNamePart(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';

    private int LineAt(int position) => _text.AsSpan(0, position).Count('\n') + 1;

    private SensoriumException Wrong(int position, string what) => new(
        "SN5014",
        $"{_file}:{LineAt(position)}: the statement {what}.",
        "a job has CREATE OR REPLACE TABLE final.x [PARTITIONED BY (…)] AS SELECT …, INSERT OVERWRITE final.x SELECT …, and CREATE TEMP … or CREATE MACRO … before them.");
}
