using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Sensorium.Access;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Tests.Endpoints;

/// <summary>Every door and who may pass it. A new door fails here until it stands in the table.</summary>
public sealed partial class RoleTests(LoginCity doors) : IClassFixture<LoginCity>
{
    /// <summary>Null for anyone; what a device may is in the tests of ingest.</summary>
    private static readonly Dictionary<string, Role?> _rules = new()
    {
        ["GET /"] = Role.Viewer,
        ["GET /assets/{version}/{**name}"] = null,
        ["GET /catalog"] = Role.Viewer,
        ["GET /console"] = Role.Viewer,
        ["GET /events"] = Role.Viewer,
        ["GET /health/live"] = Role.Viewer,
        ["GET /health/ready"] = Role.Viewer,
        ["GET /ledger"] = Role.Viewer,
        ["GET /metrics"] = Role.Viewer,
        ["GET /layers/{page}/{layer}"] = Role.Viewer,
        ["GET /layers/{page}/{layer}/view"] = Role.Viewer,
        ["GET /map/streets"] = Role.Viewer,
        ["GET /pages/{page}"] = Role.Viewer,
        ["GET /panels/{page}"] = Role.Viewer,
        ["POST /alerts/{episode}/acknowledge"] = Role.Operator,
        ["POST /alerts/mute"] = Role.Operator,
        ["PUT /thresholds/{name}"] = Role.Operator,
        ["POST /query"] = Role.Viewer,
        ["POST /query/export"] = Role.Viewer,
        ["POST /streams/{name}"] = Role.Operator,
        ["GET /login"] = null,
        ["POST /login"] = null,
        ["POST /logout"] = null,
        ["GET /login/first"] = null,
        ["POST /login/first"] = null,
    };

    private static readonly Dictionary<string, Role?> _adminRules = new()
    {
        ["GET /"] = Role.Admin,
        ["GET /assets/{version}/{**name}"] = null,
        ["GET /users"] = Role.Admin,
        ["POST /users"] = Role.Admin,
        ["PUT /users/{name}"] = Role.Admin,
        ["DELETE /users/{name}"] = Role.Admin,
        ["GET /tokens"] = Role.Admin,
        ["POST /tokens"] = Role.Admin,
        ["DELETE /tokens/{stream}/{name}"] = Role.Admin,
        ["GET /audit"] = Role.Admin,
        ["GET /login"] = null,
        ["POST /login"] = null,
        ["POST /logout"] = null,
        ["GET /login/first"] = null,
        ["POST /login/first"] = null,
    };

    [Fact]
    public void Every_door_has_its_rule()
    {
        Rules(doors.Server.Routes).ShouldBe(_rules, ignoreOrder: true);
        Rules(doors.AdminServer.Routes).ShouldBe(_adminRules, ignoreOrder: true);
    }

    [Fact]
    public async Task Nobody_passes_a_door_below_its_role_and_all_pass_from_it_on()
    {
        var visitors = new List<(Role? Role, LoginCity.Visitor? Visitor)> { (null, null) };
        foreach (var role in Enum.GetValues<Role>())
        {
            visitors.Add((role, await doors.LogIn(role.ToText())));
        }

        foreach (var (server, rules) in new[] { (doors.Server.Address, _rules), (doors.AdminServer.Address, _adminRules) })
        {
            foreach (var (door, least) in rules)
            {
                // Posting to these with a session ends it.
                if (door is "POST /logout" or "POST /login")
                {
                    continue;
                }

                foreach (var (role, visitor) in visitors)
                {
                    await Try(server, door, least, role, visitor);
                }
            }
        }
    }

    [Fact]
    public void A_door_without_a_rule_is_for_administrators_alone() => AccessRule.Unsaid.Role.ShouldBe(Role.Admin);

    [Fact]
    public async Task Users_tokens_and_the_audit_are_nowhere_at_the_first_listener()
    {
        var admin = await doors.LogIn("admin");
        foreach (var path in new[] { "/users", "/users/admin", "/tokens", "/tokens/temps/roof", "/audit", "/settings" })
        {
            (await doors.Get(path, admin)).Code.ShouldBe("SN6010", path);
            (await doors.Post(path, "{}", admin)).Code.ShouldBe("SN6010", path);
        }
    }

    private static Dictionary<string, Role?> Rules(IReadOnlyList<RouteEndpoint> routes) => routes.ToDictionary(
        route => $"{route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Single() ?? "GET"} {route.RoutePattern.RawText}",
        route => route.Metadata.GetMetadata<AccessRule>().ShouldNotBeNull($"{route.RoutePattern.RawText} has no rule").Role);

    private async Task Try(Uri server, string door, Role? least, Role? role, LoginCity.Visitor? visitor)
    {
        var (method, path) = (door.Split(' ')[0], Parameter().Replace(door.Split(' ')[1], "nothing"));
        var answer = await doors.Send(new(method), server, path, visitor, method is "POST" or "PUT" ? "{}" : null);
        var why = $"{door} as {role?.ToText() ?? "nobody"}: {answer.Status} {answer.Text}";
        if (least is null || role >= least)
        {
            answer.Status.ShouldNotBe(403, why);
            (answer.Status == 401).ShouldBeFalse(why);
            return;
        }

        var isIngest = path.StartsWith("/streams", StringComparison.Ordinal);
        (answer.Status, answer.Code).ShouldBe(role is null ? (401, isIngest ? "SN6022" : "SN6020") : (403, "SN6014"), why);
        // The refusal names the rule that decides.
        ((string)answer.Json["message"]!)
            .ShouldContain(
                role is null && isIngest ? "token of the stream" : $"{method} {path} takes the role {least.Value.ToText()}",
                customMessage: why);
    }

    [GeneratedRegex(@"\{\**\w+\}")]
    private static partial Regex Parameter();
}
