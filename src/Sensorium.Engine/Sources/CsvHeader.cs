using System.Text;

namespace Sensorium.Engine.Sources;

/// <summary>The names in a CSV file's first row.</summary>
internal static class CsvHeader
{
    public static IReadOnlyList<string> Parse(ReadOnlySpan<byte> row, byte delimiter)
    {
        var names = new List<string>();
        var name = new List<byte>();
        var quoted = false;
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] == '"' && (quoted || name.Count == 0))
            {
                if (quoted && i + 1 < row.Length && row[i + 1] == '"')
                {
                    name.Add(row[i++]);
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (row[i] == delimiter && !quoted)
            {
                Add();
            }
            else
            {
                name.Add(row[i]);
            }
        }

        Add();
        return names;

        void Add()
        {
            names.Add(Encoding.UTF8.GetString([.. name]).Trim());
            name.Clear();
        }
    }
}
