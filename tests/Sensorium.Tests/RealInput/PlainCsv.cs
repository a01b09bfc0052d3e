namespace Sensorium.Tests.RealInput;

/// <summary>Rows of CSV, read character by character: slow and plain, to compare with.</summary>
internal static class PlainCsv
{
    /// <returns>Fields with whether they stood in quotes; the header is the first row.</returns>
    public static List<List<(string Text, bool IsQuoted)>> Read(string text)
    {
        var rows = new List<List<(string Text, bool IsQuoted)>>();
        var row = new List<(string Text, bool IsQuoted)>();
        var field = "";
        var (isOpen, wasQuoted) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isOpen && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field += '"';
                i++;
            }
            else if (isOpen ? c == '"' : c == '"' && field.Length == 0)
            {
                isOpen = !isOpen;
                wasQuoted = true;
            }
            else if (!isOpen && c is ',' or '\n')
            {
                row.Add((field, wasQuoted));
                (field, wasQuoted) = ("", false);
                if (c == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else if (isOpen || c != '\r')
            {
                field += c;
            }
        }

        if (field.Length > 0 || row.Count > 0)
        {
            row.Add((field, wasQuoted));
            rows.Add(row);
        }

        return rows;
    }
}
