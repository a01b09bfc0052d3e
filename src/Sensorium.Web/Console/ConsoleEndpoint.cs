using Microsoft.AspNetCore.Http;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Console;

/// <summary><c>GET /console</c>: a page to ask the lake in SQL.</summary>
internal sealed class ConsoleEndpoint(WebCity city, PageToken token, IServiceProvider services)
{
    internal Task Get(HttpContext context) => Html.Write<ConsolePage>(context, services, new()
    {
        [nameof(ConsolePage.City)] = city,
        [nameof(ConsolePage.Limits)] = city.Queries!.Limits,
        [nameof(ConsolePage.Token)] = token.Of(context),
    });
}
