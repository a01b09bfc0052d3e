using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Tests.Endpoints;

/// <summary>Requests that no program of good will sends: whatever is wrong with them is the client's, never a fault of the city.</summary>
public sealed class HostileRequestTests(LoginCity doors) : IClassFixture<LoginCity>
{
    private static readonly string[] _bodies =
    [
        "", "null", "[]", "5", "\"\"", "{", "{}{}", "{\"a\":1,\"a\":2}", "\u0000", "{\"\\ud800\":1}", "[" + new string('[', 200),
        "{\"a\":" + new string('[', 200), "\uFEFF{}",
        .. Members(
            "name",
            "password",
            "role",
            "stream",
            "sql",
            "asOf",
            "limit",
            "format",
            "note",
            "alert",
            "reason",
            "minutes",
            "low",
            "high",
            "key"),
    ];

    private static readonly string[] _segments = ["x", "%00", "%2e%2e%2f%2e%2e", "%F0%9F%98%80", "a%20b", "%22%3E%3Cscript%3E", "..;",
        "%ff", new('n', 2_000), "-1", "9223372036854775808"];

    private static readonly string[] _queries = ["", "?", "?key=", "?key=a&key=b", "?key=..&next=%00", "?at=NaN&from=1e999&to=-1",
        "?at=9999-12-31T23:59:59Z&from=0001-01-01", "?%ff=%ff", "?next=//x"];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task No_body_path_or_query_of_any_route_is_answered_with_a_fault()
    {
        var admin = await doors.LogIn("admin");
        var asked = 0;
        foreach (var (server, routes) in new[]
        {
            (doors.Server.Address, doors.Server.Routes),
            (doors.AdminServer.Address, doors.AdminServer.Routes),
        })
        {
            foreach (var route in routes)
            {
                var method = new HttpMethod(route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET");
                foreach (var path in Paths(route))
                {
                    foreach (var body in method == HttpMethod.Get
                        ? (string?[])[null]
                        : path.Contains('?', StringComparison.Ordinal) || path.Contains('%', StringComparison.Ordinal) ? ["{}"] : _bodies)
                    {
                        // With these a session would end, or a process begin.
                        if (route.RoutePattern.RawText is "/logout" or "/events" || (body is "{\"sql\":\"x\"}"))
                        {
                            continue;
                        }

                        var answer = body is null
                            ? await doors.Send(method, server, path, admin, null)
                            : await doors.Send(method, server, path, admin, body, ("Content-Type", "application/json"));
                        answer.Status.ShouldNotBe(500, $"{method} {path} with {body}: {answer.Text}");
                        asked++;
                    }
                }
            }
        }

        asked.ShouldBeGreaterThan(500);
    }

    [Theory]
    [InlineData("/login", """{"name":"viewer","name":"admin","password":"correct horse battery"}""", 400, "SN6026")]
    [InlineData("/login", """{"name":"viewer","password":"\udc00"}""", 400, "SN6026")]
    [InlineData("/login", """{"name":["viewer"],"password":"x"}""", 400, "SN6026")]
    [InlineData("/login", """{"name":null,"password":"x"}""", 400, "SN6026")]
    [InlineData("/query", """{"sql":"SELECT 1","sql":"SELECT 2"}""", 400, "SN6031")]
    [InlineData("/query", """{"sql":"\ud800"}""", 400, "SN6031")]
    [InlineData("/query", """{"sql":"SELECT 1","limit":1e30}""", 400, "SN6031")]
    [InlineData("/query/export", """{"sql":"SELECT 1","format":"csv","format":"json"}""", 400, "SN6031")]
    public async Task A_member_that_stands_twice_or_is_no_text_refuses_the_body(string path, string body, int status, string code)
    {
        var answer = await doors.Post(path, body, await doors.LogIn("engineer"), ("Content-Type", "application/json"));
        (answer.Status, answer.Code).ShouldBe((status, code), answer.Text);
    }

    [Theory]
    [InlineData("/users", """{"name":"a","name":"b","role":"viewer","password":"correct horse battery"}""")]
    [InlineData("/users", """{"name":"a","role":"viewer","role":"admin","password":"correct horse battery"}""")]
    [InlineData("/tokens", """{"stream":"temps","stream":"metrics"}""")]
    [InlineData("/tokens", """{"stream":"temps","name":"\ud800"}""")]
    public async Task A_change_of_users_or_tokens_says_each_thing_once(string path, string body)
    {
        var answer = await doors.Send(HttpMethod.Post, doors.AdminServer.Address, path, await doors.LogIn("admin"), body);
        (answer.Status, answer.Code).ShouldBe((400, "SN6028"), answer.Text);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_form_that_is_broken_or_huge_is_refused(string type)
    {
        foreach (var body in (string[])["--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb", "a=" + new string('b', 15_000) + "&%",
            string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{i}=&")), new string('a', 17_000)])
        {
            try
            {
                var answer = await doors.Send(
                    HttpMethod.Post, doors.Server.Address, "/login", null, body, ("Content-Type", type), ("Origin", doors.Origin));
                answer.Status.ShouldBeOneOf(400, 401, 413, 429);
            }
            catch (HttpRequestException) when (body.Length > 16 << 10)
            {
                // The connection may be gone before the answer to a body that nobody reads is.
            }
        }
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("7FFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("80000000\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n", 400)]
    [InlineData("2;x=\"\r\n{}\r\n0\r\n\r\n", 200)]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n", 400)]
    public async Task A_chunk_of_an_impossible_size_is_a_broken_request(string chunks, int status)
    {
        await using var open = await TestEndpoints.Open();
        foreach (var more in (string[])["", "Content-Encoding: gzip\r\n"])
        {
            var answer = await Ask(
                open,
                $"POST /streams/temps HTTP/1.1\r\nHost: {Host(open)}\r\nTransfer-Encoding: chunked\r\nConnection: "
                    + $"close\r\n{more}\r\n{chunks}");
            answer.ShouldNotContain(" 500 ");
            if (more.Length == 0)
            {
                answer.ShouldStartWith($"HTTP/1.1 {status} ");
            }
        }

        open.Said.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET /%")]
    [InlineData("GET /%zz")]
    [InlineData("GET /%00")]
    [InlineData("GET /pages/%C3%28")]
    [InlineData("GET /../../etc/passwd")]
    [InlineData("GET /assets/x/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("GET /streams/%2e%2e")]
    [InlineData("POST /streams/..%2f..%2fx")]
    [InlineData("OPTIONS *")]
    [InlineData("CONNECT a:1")]
    [InlineData("get /")]
    [InlineData("GET http://[::1/ ")]
    [InlineData("\u0001 /")]
    public async Task A_request_line_of_any_kind_is_answered_or_closed(string line)
    {
        await using var open = await TestEndpoints.Open();
        foreach (var headers in (string[])
        [
            $"Host: {Host(open)}\r\n", "", "Host: a\r\nHost: b\r\n", $"Host: {Host(open)}\r\nContent-Length: -1\r\n",
            $"Host: {Host(open)}\r\nContent-Length: 99999999999999999999\r\n",
            $"Host: {Host(open)}\r\nAuthorization: Bearer \u00ff\r\nCookie: =;;=\u00fe\r\n",
            $"Host: {Host(open)}\r\nX: {new string('x', 40_000)}\r\n",
            $"Host: {Host(open)}\r\nIdempotency-Key: {new string('k', 300)}\r\ntraceparent: \u00ff\r\nContent-Type: "
                + $";;;\r\nAccept-Encoding: \u00e9\r\n",
        ])
        {
            var answer = await Ask(open, $"{line} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
            answer.ShouldNotContain(" 500 ");
            answer.ShouldNotContain("root:");
        }

        open.Said.ShouldBeEmpty();
        (await open.Post("{}")).Status.ShouldBe(200);
    }

    private static IEnumerable<string> Paths(RouteEndpoint route)
    {
        var pattern = route.RoutePattern;
        foreach (var segment in pattern.Parameters.Count == 0 ? [""] : _segments)
        {
            yield return "/"
                + string.Join(
                    '/',
                    pattern.PathSegments.Select(
                        part => part.Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal]
                            ? literal.Content
                            : segment));
        }

        if (pattern.Parameters.Count == 0)
        {
            foreach (var query in _queries)
            {
                yield return pattern.RawText + query;
            }
        }
    }

    private static IEnumerable<string> Members(params string[] names)
    {
        foreach (var name in names)
        {
            foreach (var value in (string[])
            [
                "1", "-1", "1e999", "true", "[]", "{}", "\"\\ud800\"", "\"\\u0000\"", "\"" + new string('v', 5_000) + "\"", "\"x\""
            ])
            {
                yield return $"{{\"{name}\":{value}}}";
            }

            yield return $"{{\"{name}\":\"x\",\"{name}\":\"y\"}}";
        }
    }

    private static string Host(TestEndpoints open) => $"127.0.0.1:{open.Server.Address.Port}";

    private static async Task<string> Ask(TestEndpoints open, string request)
    {
        using var client = new TcpClient("127.0.0.1", open.Server.Address.Port);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), late.Token);
            return await new StreamReader(stream, Encoding.Latin1).ReadToEndAsync(late.Token);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
