using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Access.Tokens;
using Sensorium.Core;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web;

/// <summary>Every error of the endpoints that a user can act on; each has its page in <c>docs/errors/</c>.</summary>
internal static class WebErrors
{
    internal static SensoriumException NoAddress(string address) => new(
        "SN6001",
        $"web.address is '{address}', which is no address.",
        "give 127.0.0.1 for this machine alone, an address of this machine, or 0.0.0.0 for all of them; host names go into web.names.");

    internal static SensoriumException NotOpen(IPAddress address) => new(
        "SN6001",
        $"web.address is {address}, which other machines reach, and there is no certificate.",
        "let the city make one, or name one in web.certificate.");

    internal static SensoriumException CannotListen(IPEndPoint endpoint, string setting, Exception inner) => new(
        "SN6002",
        $"the city cannot listen on {endpoint}: {inner.Message}",
        $"end the program that uses the port, or choose another with --set {setting}=N (0 takes a free one).",
        inner);

    internal static RefusalException UnknownStream(string name, string? nearest, IEnumerable<string> known) => new(
        StatusCodes.Status404NotFound,
        new(
            "SN6003",
            $"there is no stream '{Shortened(name)}'.",
            nearest is null ? $"the streams are {string.Join(", ", known.Order(StringComparer.Ordinal))}." : $"did you mean '{nearest}'?"));

    internal static RefusalException CannotSplit(string reason, string fix) => new(
        StatusCodes.Status400BadRequest, new("SN6004", $"the body cannot be split into records: {reason} Nothing was appended.", fix));

    internal static RefusalException BrokenRequest(int status, string how) => new(
        status, new("SN6004", $"the request is broken: {how} Nothing was appended.", "send it whole."));

    internal static RefusalException BodyTooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge,
        new(
            "SN6005",
            string.Create(
                CultureInfo.InvariantCulture,
                $"the body is over the limit of {limit} bytes, counted after decompression. Nothing was appended."),
            "send it in several requests."));

    internal static RefusalException RecordTooLarge(string stream, int number, long bytes, int limit) => new(
        StatusCodes.Status413PayloadTooLarge,
        new(
            "SN3011",
            $"record {number} of the body has {bytes} bytes; stream '{stream}' takes at most {limit}. Nothing was appended.",
            "send smaller records, or raise record.max."));

    internal static RefusalException TooMuchAtOnce() => new(
        StatusCodes.Status429TooManyRequests,
        new(
            "SN6006",
            "the bodies of requests that are under way, or those from your address, hold as many bytes as they may. Nothing was appended.",
            "retry in a moment, or send smaller bodies."),
        TimeSpan.FromSeconds(1));

    internal static RefusalException BodyTooSlow(string how) => new(
        StatusCodes.Status408RequestTimeout,
        new(
            "SN6016",
            $"the body came {how}. Nothing was appended.",
            "send it again, in smaller parts where the network is slow."),
        TimeSpan.FromSeconds(1));

    internal static RefusalException WrongHost(string host) => new(
        StatusCodes.Status403Forbidden,
        new(
            "SN6007",
            $"the request is for the host '{Shortened(host)}', which this city is not.",
            "use localhost, 127.0.0.1, [::1] or the city's own address, with its port; other names go into the setting web.names."));

    internal static RefusalException WrongOrigin(string origin) => new(
        StatusCodes.Status403Forbidden,
        new(
            "SN6008",
            $"the request comes from a page of '{Shortened(origin)}', and only the city's own pages may change something.",
            "send it from the city's page, or from a program that is no browser."));

    internal static RefusalException WrongProducer(string reason) => new(
        StatusCodes.Status400BadRequest,
        new(
            "SN6009",
            $"{reason} Nothing was appended.",
            "send Idempotency-Key alone, or Producer-Id with Producer-Sequence, a whole number from 0 that grows from batch to batch."));

    internal static RefusalException KeyReused() => new(
        StatusCodes.Status422UnprocessableEntity,
        new(
            "SN3015",
            "the Idempotency-Key was used for another body before: this is no retry of it. Nothing was appended.",
            "give each body an Idempotency-Key of its own."));

    internal static RefusalException NoSuchEndpoint(string path) => new(
        StatusCodes.Status404NotFound,
        new(
            "SN6010",
            $"there is nothing at {Shortened(path)}.",
            "the endpoints are /, /console, /events, /catalog, /ledger, /metrics, /health/live, /health/ready, POST /streams/NAME and POST "
                + "/query; users and tokens are at web.adminPort."));

    internal static RefusalException WrongMethod(string method, string path) => new(
        StatusCodes.Status405MethodNotAllowed,
        new(
            "SN6010",
            $"{method} is not possible at {Shortened(path)}.",
            "most endpoints are read with GET; records go to POST /streams/NAME."));

    internal static RefusalException UnknownEncoding(string encoding) => new(
        StatusCodes.Status415UnsupportedMediaType,
        new(
            "SN6011",
            $"the Content-Encoding '{Shortened(encoding)}' is unknown. Nothing was appended.",
            "send the body as it is, or with gzip."));

    internal static RefusalException Ending() => new(
        StatusCodes.Status503ServiceUnavailable,
        new("SN6012", "the city is ending and takes no more records.", "retry once it runs again."),
        TimeSpan.FromSeconds(5));

    internal static RefusalException TooManyViewers(int limit) => new(
        StatusCodes.Status503ServiceUnavailable,
        new("SN6013", $"{limit} pages follow the city already, the limit.", "close one of them, and reload."),
        TimeSpan.FromSeconds(10));

    internal static RefusalException LesserRole(HttpRequest request, Caller caller, Role role) => new(
        StatusCodes.Status403Forbidden,
        new(
            "SN6014",
            $"{caller.Name} is {caller.Role.ToText()}, and {Endpoint(request)} takes the role {role.ToText()}.",
            "ask an administrator of the city for the role."));

    internal static RefusalException NoToken() => new(
        StatusCodes.Status403Forbidden,
        new(
            "SN6015",
            $"the request changes something, and has no valid {PageToken.Header} header.",
            "reload the page: the token is made anew with every start of the city."));

    internal static RefusalException NotLoggedIn(HttpRequest request, Role role) => new(
        StatusCodes.Status401Unauthorized,
        new(
            "SN6020",
            $"nobody is logged in, and {Endpoint(request)} takes the role {role.ToText()}.",
            "log in at /login; a program posts {\"name\": …, \"password\": …} there and keeps the cookie."));

    internal static RefusalException PlainHttp() => new(
        StatusCodes.Status400BadRequest,
        new(
            "SN6021",
            "this address speaks HTTPS, and the request was plain HTTP. Nothing was taken.",
            "write https:// instead of http://."));

    internal static RefusalException NeedsIngestToken(string stream, bool isOpen) => new(
        StatusCodes.Status401Unauthorized,
        new(
            "SN6022",
            isOpen
                ? $"streams.{Shortened(stream)}.ingest is 'token', and the request has none. Nothing was appended."
                : $"POST /streams/{Shortened(stream)} takes a token of the stream from other machines, and the request has none. Nothing "
                    + $"was appended.",
            $"make one with `sensorium token add {Shortened(stream)}`, and send it as Authorization: Bearer TOKEN."));

    internal static RefusalException WrongToken() => new(
        StatusCodes.Status401Unauthorized,
        new(
            "SN6023",
            "the request's Authorization is no token of this city.",
            "send Authorization: Bearer TOKEN, with what `sensorium token add STREAM` printed; it may have been removed since."));

    internal static RefusalException TokenOfAnotherStream(IngestToken token, string stream) => new(
        StatusCodes.Status403Forbidden,
        new(
            "SN6023",
            $"the token '{token.Name}' is for {token.Stream}, and not for {Shortened(stream)}.",
            $"make a token for it with `sensorium token add {Shortened(stream)}`."));

    internal static RefusalException WrongLogin() => new(
        StatusCodes.Status401Unauthorized,
        new(
            "SN6024",
            "the name or the password is wrong.",
            "try again; an administrator can give a new password with `sensorium user password NAME`."));

    internal static RefusalException TooManyLogins(TimeSpan wait) => new(
        StatusCodes.Status429TooManyRequests,
        new(
            ErrorCodes.TooManyLogins,
            string.Create(
                CultureInfo.InvariantCulture,
                $"there were too many attempts to log in; the next one is allowed in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0} s."),
            "wait so long; whoever is logged in stays so."),
        wait);

    internal static RefusalException BrokenLogin() => new(
        StatusCodes.Status400BadRequest,
        new(
            "SN6026",
            "the login is neither a form of the city's own page nor JSON with name and password.",
            "send {\"name\": …, \"password\": …} with Content-Type: application/json."));

    internal static SensoriumException NoName(string given) => new(
        "SN6027",
        $"web.names has '{given}', which is neither a host name nor an address.",
        "write names as they stand in the browser, without http://, separated by commas; with a port where it is not web.port: "
            + "city.example, city.example:443.");

    internal static RefusalException BrokenChange(string reason) => new(
        StatusCodes.Status400BadRequest,
        new("SN6028", $"the change cannot be read: {reason} Nothing was changed.", "send JSON as docs/security.md has it."));

    /// <summary>A mistake about users or tokens, as an answer.</summary>
    internal static RefusalException Refused(SensoriumException error) => new(
        error.Code switch
        {
            ErrorCodes.NoSuchUser or ErrorCodes.NoSuchToken or ErrorCodes.NoSuchStream => StatusCodes.Status404NotFound,
            ErrorCodes.UserExists or ErrorCodes.LastAdministrator or ErrorCodes.TokenExists or ErrorCodes.TooManyEntries =>
                StatusCodes.Status409Conflict,
            ErrorCodes.LinkUsedUp => StatusCodes.Status410Gone,
            _ => StatusCodes.Status400BadRequest,
        },
        error);

    internal static RefusalException TooManyQueries(int limit) => new(
        StatusCodes.Status429TooManyRequests,
        new("SN6030", $"{limit} queries are under way already, the limit.", "retry in a moment, or raise query.atOnce."),
        TimeSpan.FromSeconds(1));

    internal static RefusalException NoQuestion(string reason) => new(
        StatusCodes.Status400BadRequest,
        new(
            "SN6031",
            $"the request asks nothing that can be answered: {reason}",
            "send {\"sql\": \"SELECT …\"}, with asOf, limit and format where they are wanted."));

    internal static SensoriumException TooManyRows(long limit) => new(
        "SN6032",
        $"the answer has more than {limit} rows, the most of an export over HTTP.",
        "narrow the query, raise query.rows, or use `sensorium query`, which has no such limit.");

    private static string Endpoint(HttpRequest request) => $"{request.Method} {Shortened(request.Path)}";

    /// <summary>What a client sent, short enough to be sent back.</summary>
    internal static string Shortened(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
