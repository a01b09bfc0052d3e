using Microsoft.AspNetCore.Http;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Live;
using Sensorium.Web.Map;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Page;

/// <summary><c>GET /</c> and <c>GET /pages/{page}</c>: the live page as it stands now; its module goes on from there.</summary>
internal sealed class PageEndpoint(WebCity city, StatsTicker pulse, CityMap map, PageToken token, IServiceProvider services)
{
    internal Task Get(HttpContext context)
    {
        var name = (string?)context.Request.RouteValues["page"];
        var page = name is null ? city.Pages.Default : city.Pages.Find(name) ?? throw PageErrors.UnknownPage(name, city.Pages.All);
        return Html.Write<LivePage>(context, services, new()
        {
            [nameof(LivePage.City)] = city,
            [nameof(LivePage.Rate)] = (Func<string, double>)pulse.RateOf,
            [nameof(LivePage.User)] = context.Session()?.Session.User,
            [nameof(LivePage.Token)] = token.Of(context),
            [nameof(LivePage.Now)] = pulse.Now,
            [nameof(LivePage.Data)] = PageData.Write(city, page, map, context.Caller()),
        });
    }
}
