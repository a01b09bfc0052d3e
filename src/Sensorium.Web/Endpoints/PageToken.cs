using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;

namespace Sensorium.Web.Endpoints;

/// <summary>
/// What the city's own pages send with every change, in the header <c>Sensorium-Token</c>. A page elsewhere can make a browser send a
/// request, but cannot read the token. Where nobody logs in it changes with every start; else it belongs to the session, and holds as long.
/// </summary>
internal sealed class PageToken
{
    internal const string Header = "Sensorium-Token";

    private string Value { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The token of the page that answers the request.</summary>
    internal string Of(HttpContext context) => context.Session() is { } session ? Of(session.Secret) : Value;

    internal static string Of(string sessionSecret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sessionSecret), Encoding.UTF8.GetBytes(Header)));

    internal bool IsIn(HttpContext context) => Is(context, context.Request.Headers[Header].ToString());

    internal bool Is(HttpContext context, string given) => RandomSecret.AreEqual(given, Of(context));
}
