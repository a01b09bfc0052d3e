using Microsoft.AspNetCore.Builder;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Login;

/// <summary>Login and logout, where there is somebody to log in; see <see cref="LoginEndpoint"/>.</summary>
public sealed class LoginEndpoints(CityProfile city) : EndpointGroup
{
    internal override void Map(EndpointContext server)
    {
        if (server.Access is not { NeedsLogin: true } access)
        {
            return;
        }

        var routes = server.Routes;
        var login = new LoginEndpoint(city.Name, access.City, server.Authentication, server.Token, server.Services);
        routes.MapGet("/login", login.Show).ForAnyone();
        routes.MapPost("/login", login.LogIn).ForAnyone();
        routes.MapPost("/logout", login.LogOut).ForAnyone();
        routes.MapGet("/login/first", login.ShowFirst).ForAnyone();
        routes.MapPost("/login/first", login.UseFirst).ForAnyone();
    }
}
