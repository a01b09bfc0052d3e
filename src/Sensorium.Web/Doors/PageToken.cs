using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Doors;

/// <summary>
/// What the city's own pages send with every change, in the header <c>Sensorium-Token</c>. A page elsewhere can make a browser send a
/// request, but cannot read the token. It changes with every start.
/// </summary>
internal sealed class PageToken
{
    internal const string Header = "Sensorium-Token";

    internal string Value { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    internal bool IsIn(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers[Header].ToString()), Encoding.UTF8.GetBytes(Value));
}
