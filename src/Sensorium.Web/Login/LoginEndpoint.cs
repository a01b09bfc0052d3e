using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Sensorium.Access;
using Sensorium.Access.Login;
using Sensorium.Core;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Login;

/// <summary>
/// <c>/login</c>, <c>/logout</c> and <c>/login/first</c>. A page posts forms, which work without JavaScript; a program posts JSON and gets
/// the page's token with its cookie.
/// </summary>
internal sealed class LoginEndpoint
{
    private const int LargestBody = 16 << 10;

    private readonly string _city;
    private readonly CityAccess _access;
    private readonly SessionAuthentication _sessions;
    private readonly PageToken _token;
    private readonly IServiceProvider _services;

    internal LoginEndpoint(string city, CityAccess access, SessionAuthentication sessions, PageToken token, IServiceProvider services) =>
        (_city, _access, _sessions, _token, _services) = (city, access, sessions, token, services);

    /// <summary>Whether a person looks at the answer, who can be led to the login.</summary>
    internal static bool IsNavigation(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>Leads to the login, and back to where he wanted to go.</summary>
    internal static async Task Lead(HttpContext context)
    {
        var login = $"/login?next={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}";
        if (context.Request.Headers["Sec-Fetch-Site"] != "cross-site")
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = login;
            return;
        }

        // A link from elsewhere comes without the cookie, whether he is logged in or not. A page of our own may ask again.
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"<!DOCTYPE html><html lang=\"en\"><title>Sensorium</title><meta http-equiv=\"refresh\" content=\"0;url={login}\"></html>");
    }

    internal async Task Show(HttpContext context)
    {
        if (context.CallerOrNobody() is not null)
        {
            Go(context, OwnPath.Of(context.Request.Query["next"]));
            return;
        }

        await Page(context, "", OwnPath.Of(context.Request.Query["next"]), null);
    }

    internal async Task LogIn(HttpContext context)
    {
        Limit(context);
        if (context.Request.HasJsonContentType())
        {
            await LogInProgram(context);
            return;
        }

        var form = await Form(context);
        var (name, next) = (form["name"].ToString().Trim().ToLowerInvariant(), OwnPath.Of(form["next"]));
        var outcome = await _access.Logins.Try(
            name, form["password"].ToString(), SessionAuthentication.Origin(context), context.RequestAborted);
        if (outcome.Secret is null)
        {
            var refusal = Refusal(outcome);
            context.Response.StatusCode = refusal.Status;
            await Page(context, name, next, refusal.Error);
            return;
        }

        _sessions.SignIn(context, outcome.Secret, outcome.Session!.Ends);
        Go(context, next);
    }

    private async Task LogInProgram(HttpContext context)
    {
        var body = await JsonBody.Read(context, _ => WebErrors.BrokenLogin());
        var outcome = await _access.Logins.Try(
            Text(body, "name"), Text(body, "password"), SessionAuthentication.Origin(context), context.RequestAborted);
        if (outcome.Secret is null)
        {
            throw Refusal(outcome);
        }

        _sessions.SignIn(context, outcome.Secret, outcome.Session!.Ends);
        await context.Response.WriteAsJsonAsync(
            new { name = outcome.User!.Name, role = outcome.User.Role.ToText(), ends = outcome.Session.Ends, token = PageToken.Of(
                outcome.Secret) },
            context.RequestAborted);
    }

    private static string Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw WebErrors.BrokenLogin();

    internal async Task LogOut(HttpContext context)
    {
        Limit(context);
        if (context.Session() is { } session)
        {
            if (!_token.IsIn(context)
                && !(context.Request.HasFormContentType && _token.Is(context, (await Form(context))["token"].ToString())))
            {
                throw WebErrors.NoToken();
            }

            _access.Logins.End(context.Caller(), session.Session);
        }

        SessionAuthentication.SignOut(context);
        Go(context, "/login");
    }

    internal async Task ShowFirst(HttpContext context)
    {
        var key = context.Request.Query["key"].ToString();
        var works = _access.Link.Works(key);
        context.Response.StatusCode = works ? StatusCodes.Status200OK : StatusCodes.Status410Gone;
        await FirstPage(context, works ? key : null, works ? null : AccessErrors.LinkIsUsed());
    }

    internal async Task UseFirst(HttpContext context)
    {
        Limit(context);
        var form = await Form(context);
        var (key, password) = (form["key"].ToString(), form["password"].ToString());
        try
        {
            if (_access.Link.Works(key) && password != form["again"].ToString())
            {
                throw AccessErrors.PasswordsDiffer();
            }

            var user = _access.Link.Use(key, password);
            var (secret, session) = _access.Logins.Begin(user, SessionAuthentication.Origin(context));
            _sessions.SignIn(context, secret, session.Ends);
            Go(context, "/");
        }
        catch (SensoriumException error)
        {
            context.Response.StatusCode = WebErrors.Refused(error).Status;
            await FirstPage(context, _access.Link.Works(key) ? key : null, error);
        }
    }

    private static RefusalException Refusal(LoginOutcome outcome) =>
        outcome.Wait is { } wait ? WebErrors.TooManyLogins(wait) : WebErrors.WrongLogin();

    private static void Limit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }
    }

    /// <summary>
    /// A form of our own page: one from elsewhere would log somebody in as somebody else. Browsers say where a form comes from.
    /// </summary>
    private static async Task<IFormCollection> Form(HttpContext context)
    {
        if (!context.Request.HasFormContentType || context.Request.Headers.Origin.Count == 0)
        {
            throw WebErrors.BrokenLogin();
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception error) when (error is InvalidDataException or IOException && !context.RequestAborted.IsCancellationRequested
            && error is not BadHttpRequestException)
        {
            throw WebErrors.BrokenLogin();
        }
    }

    private static void Go(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
    }

    private Task Page(HttpContext context, string name, string next, SensoriumException? refused)
    {
        if (refused?.Code == ErrorCodes.TooManyLogins)
        {
            context.Response.Headers[HeaderNames.RetryAfter] = "5";
        }

        return Html.Write<LoginPage>(context, _services, new()
        {
            [nameof(LoginPage.City)] = _city,
            [nameof(LoginPage.Name)] = name,
            [nameof(LoginPage.Next)] = next,
            [nameof(LoginPage.Refused)] = refused,
        });
    }

    private Task FirstPage(HttpContext context, string? key, SensoriumException? refused) => Html.Write<FirstPage>(context, _services, new()
    {
        [nameof(Login.FirstPage.City)] = _city,
        [nameof(Login.FirstPage.Key)] = key,
        [nameof(Login.FirstPage.Refused)] = refused,
    });
}
