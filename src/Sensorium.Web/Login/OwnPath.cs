namespace Sensorium.Web.Login;

/// <summary>Ways within the city, where a login may lead: a link to the login must lead nowhere else.</summary>
internal static class OwnPath
{
    private static readonly Uri _here = new("https://city.invalid/");

    /// <summary>
    /// The path, query and fragment of what was asked, as the URL parser has them; <c>/</c> where that is none of the city's.
    /// </summary>
    internal static string Of(string? asked)
    {
        // Browsers take \ for /, and drop tabs and line ends, before they look where a host begins.
        var isPath = asked is ['/', ..] && !asked.Contains('\\', StringComparison.Ordinal) && !asked.Any(char.IsControl);
        if (!isPath || !Uri.TryCreate(_here, asked, out var url) || url.Scheme != _here.Scheme || url.Authority != _here.Authority
            || url.UserInfo.Length > 0)
        {
            return "/";
        }

        // Steps such as /.//host are a path before they are resolved, and a host afterwards.
        var path = url.PathAndQuery + url.Fragment;
        return path.StartsWith("//", StringComparison.Ordinal) || !path.All(char.IsAscii)
            || url.AbsolutePath.StartsWith("/login", StringComparison.OrdinalIgnoreCase) ? "/" : path;
    }
}
