namespace Sensorium.Lake.Delta;

/// <summary>Paths of data files as Delta writes them: relative to the table, encoded as in a URI.</summary>
internal static class DeltaPath
{
    public static string Encode(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The path in one form, so that an add and its remove agree: decoded, an absolute one with a single slash in front.</summary>
    public static string Decode(string encoded)
    {
        var path = Uri.UnescapeDataString(encoded);
        if (path.StartsWith("file:", StringComparison.Ordinal))
        {
            path = path["file:".Length..];
        }

        return path.StartsWith("//", StringComparison.Ordinal) ? $"/{path.TrimStart('/')}" : path;
    }

    /// <summary>Whether the file lies in the table's own folder.</summary>
    public static bool IsInside(string path) =>
        !path.StartsWith('/') && !path.Contains("://", StringComparison.Ordinal) && !path.Split('/').Any(part => part is ".." or "." or "");
}
