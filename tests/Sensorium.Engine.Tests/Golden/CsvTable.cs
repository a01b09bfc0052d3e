using System.Text;

namespace Sensorium.Engine.Tests.Golden;

/// <summary>RFC 4180, with \N for NULL.</summary>
internal static class CsvTable
{
    public static List<string?[]> Read(string text)
    {
        var rows = new List<string?[]>();
        var row = new List<string?>();
        var field = new StringBuilder();
        var (quoted, wasQuoted) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var sign = text[i];
            if (quoted)
            {
                if (sign == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else if (sign == '"')
                {
                    quoted = false;
                }
                else
                {
                    field.Append(sign);
                }
            }
            else if (sign == '"')
            {
                (quoted, wasQuoted) = (true, true);
            }
            else if (sign is ',' or '\n')
            {
                var value = field.ToString();
                row.Add(!wasQuoted && value == "\\N" ? null : value);
                field.Clear();
                wasQuoted = false;
                if (sign == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else if (sign != '\r')
            {
                field.Append(sign);
            }
        }

        return rows;
    }
}
