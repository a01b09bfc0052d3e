using System.Collections;

namespace Sensorium.City.Settings;

/// <summary><c>${env:NAME}</c> or <c>${file:PATH}</c>: a value that stands elsewhere. A path is relative to the city's folder.</summary>
internal sealed record SecretReference(bool IsFile, string Target)
{
    public static bool TryParse(string text, out SecretReference reference)
    {
        reference = null!;
        if (!text.StartsWith("${", StringComparison.Ordinal) || !text.EndsWith('}'))
        {
            return false;
        }

        var inner = text[2..^1];
        if (inner.StartsWith("env:", StringComparison.Ordinal))
        {
            reference = new(IsFile: false, inner[4..]);
            return true;
        }

        if (inner.StartsWith("file:", StringComparison.Ordinal))
        {
            reference = new(IsFile: true, inner[5..]);
            return true;
        }

        return false;
    }

    /// <returns>What it refers to, without a line end; null where it is not there.</returns>
    public string? Resolve(string folder, IDictionary variables)
    {
        if (!IsFile)
        {
            return variables[Target] as string;
        }

        try
        {
            return File.ReadAllText(Path.Combine(folder, Target)).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public string Describe() => IsFile ? $"the file '{Target}'" : $"the environment variable {Target}";

    public string Fix() => IsFile ? "write the file, readable for you alone." : $"set {Target} where Sensorium is started.";
}
