using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Access.Tokens;
using Sensorium.Core;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Ingest;
using Sensorium.Web.Page;

namespace Sensorium.Web.Admin;

/// <summary>Users, tokens and who did what: a page, and JSON endpoints behind it. No answer holds a password or a hash.</summary>
internal sealed class AdminEndpoints(CityProfile city, IngestStreams streams, CityAccess access, TimeProvider time) : EndpointGroup
{
    private const int AuditLines = 200;
    private const int AuditLinesOfPage = 50;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Every answer is nosniff, so none is ever taken for HTML.
    };

    internal override void Map(EndpointContext server)
    {
        var routes = server.Routes;
        routes.MapGet("/", context => Page(context, server)).For(Role.Admin);
        routes.MapGet("/assets/{version}/{**name}", Asset.Get).ForAnyone();
        routes.MapGet("/users", Users).For(Role.Admin);
        routes.MapPost("/users", AddUser).For(Role.Admin);
        routes.MapPut("/users/{name}", ChangeUser).For(Role.Admin);
        routes.MapDelete("/users/{name}", RemoveUser).For(Role.Admin);
        routes.MapGet("/tokens", Tokens).For(Role.Admin);
        routes.MapPost("/tokens", AddToken).For(Role.Admin);
        routes.MapDelete("/tokens/{stream}/{name}", RemoveToken).For(Role.Admin);
        routes.MapGet("/audit", Audit).For(Role.Admin);
    }

    private Task Page(HttpContext context, EndpointContext server) => Html.Write<AdminPage>(context, server.Services, new()
    {
        [nameof(AdminPage.City)] = city,
        [nameof(AdminPage.Streams)] = streams.All.Keys,
        [nameof(AdminPage.Access)] = access,
        [nameof(AdminPage.Entries)] = access.Audit.Latest(AuditLinesOfPage),
        [nameof(AdminPage.User)] = context.Session()?.Session.User,
        [nameof(AdminPage.Token)] = server.Token.Of(context),
        [nameof(AdminPage.Now)] = time.GetUtcNow(),
    });

    private Task Users(HttpContext context) =>
        Write(context, access.Users.All.Select(user => new { name = user.Name, role = user.Role.ToText(), since = user.Since }));

    private Task AddUser(HttpContext context) => Change(context, (who, body) =>
    {
        access.Users.Add(who, Text(body, "name"), RoleText.Parse(Text(body, "role")), Text(body, "password"));
        return null;
    });

    /// <summary>A new password, a new role, or both.</summary>
    private Task ChangeUser(HttpContext context) => Change(context, (who, body) =>
    {
        var name = Route(context, "name");
        if (body["role"] is null && body["password"] is null)
        {
            throw WebErrors.BrokenChange("it has neither role nor password.");
        }

        if (body["role"] is not null)
        {
            access.Users.SetRole(who, name, RoleText.Parse(Text(body, "role")));
        }

        if (body["password"] is not null)
        {
            access.Users.SetPassword(who, name, Text(body, "password"));
        }

        return null;
    });

    private Task RemoveUser(HttpContext context) => Change(context, (who, _) =>
    {
        access.Users.Remove(who, Route(context, "name"));
        return null;
    });

    private Task Tokens(HttpContext context) =>
        Write(context, access.Tokens.All.Select(one => new { stream = one.Stream, name = one.Name, since = one.Since }));

    /// <summary>The one answer that holds the token.</summary>
    private Task AddToken(HttpContext context) => Change(context, (who, body) =>
    {
        var stream = Text(body, "stream");
        if (stream != IngestToken.OfProbes)
        {
            streams.Require(stream);
        }

        var (added, secret) = access.Tokens.Add(who, stream, body["name"] is null ? null : Text(body, "name"));
        return new() { ["stream"] = added.Stream, ["name"] = added.Name, ["token"] = secret };
    });

    private Task RemoveToken(HttpContext context) => Change(context, (who, _) =>
    {
        access.Tokens.Remove(who, Route(context, "stream"), Route(context, "name"));
        return null;
    });

    private Task Audit(HttpContext context) => Write(
        context,
        access.Audit.Latest(AuditLines)
            .Select(entry => new { at = entry.At, who = entry.Who, did = entry.Did, to = entry.To, details = entry.Details }));

    private static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static string Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw WebErrors.BrokenChange($"it has no text '{name}'.");

    private static async Task Change(HttpContext context, Func<Caller, JsonObject, JsonObject?> change)
    {
        var body = HttpMethods.IsDelete(context.Request.Method)
            ? []
            : await JsonBody.Read(context, reason => WebErrors.BrokenChange($"{reason}."));
        JsonObject? answer;
        try
        {
            answer = change(context.Caller(), body);
        }
        catch (SensoriumException error)
        {
            throw WebErrors.Refused(error);
        }

        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await Write(context, answer);
    }

    private static Task Write<T>(HttpContext context, T value)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, value, _json, context.RequestAborted);
    }
}
