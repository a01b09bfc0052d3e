using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Web.Doors;

namespace Sensorium.Web;

/// <summary>Every error of the doors that a user can act on; each has its page in <c>docs/errors/</c>.</summary>
internal static class WebErrors
{
    internal static SensoriumException NotLoopback(string address) => new(
        "SN6001",
        $"web.address is '{address}'; this release serves the loopback address only, since it has neither TLS nor a login.",
        "set web.address to 127.0.0.1 or ::1; to reach the city from elsewhere, forward the port over SSH.");

    internal static SensoriumException CannotListen(IPEndPoint endpoint, Exception inner) => new(
        "SN6002",
        $"the doors cannot listen on {endpoint}: {inner.Message}",
        "end the program that uses the port, or choose another with --set web.port=N (0 takes a free one).",
        inner);

    internal static RefusalException UnknownStream(string name, string? nearest, IEnumerable<string> known) => new(
        StatusCodes.Status404NotFound,
        new(
            "SN6003",
            $"there is no stream '{Shortened(name)}'.",
            nearest is null ? $"the streams are {string.Join(", ", known.Order(StringComparer.Ordinal))}." : $"did you mean '{nearest}'?"));

    internal static RefusalException CannotSplit(string reason, string mend) => new(
        StatusCodes.Status400BadRequest, new("SN6004", $"the body cannot be split into records: {reason} Nothing was appended.", mend));

    internal static RefusalException BodyTooLarge(long limit) => new(
        StatusCodes.Status413PayloadTooLarge,
        new(
            "SN6005",
            string.Create(CultureInfo.InvariantCulture, $"the body is over the limit of {limit} bytes, counted after decompression. Nothing was appended."),
            "send it in several requests."));

    internal static RefusalException RecordTooLarge(string stream, int number, long bytes, int limit) => new(
        StatusCodes.Status413PayloadTooLarge,
        new(
            "SN3011",
            $"record {number} of the body has {bytes} bytes; stream '{stream}' takes at most {limit}. Nothing was appended.",
            "send smaller records, or raise record.max."));

    internal static RefusalException TooMuchAtOnce(long limit) => new(
        StatusCodes.Status429TooManyRequests,
        new("SN6006", $"requests that are under way hold {limit} bytes, the limit. Nothing was appended.", "retry in a moment."),
        TimeSpan.FromSeconds(1));

    internal static RefusalException WrongHost(string host) => new(
        StatusCodes.Status403Forbidden,
        new(
            "SN6007",
            $"the request is for the host '{Shortened(host)}', which this city is not.",
            "use localhost, 127.0.0.1 or [::1] with the city's port."));

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

    internal static RefusalException NoSuchDoor(string path) => new(
        StatusCodes.Status404NotFound,
        new("SN6010", $"there is nothing at {Shortened(path)}.", "begin at /; records go to POST /streams/NAME."));

    internal static RefusalException WrongMethod(string method, string path) => new(
        StatusCodes.Status405MethodNotAllowed,
        new("SN6010", $"{method} is not possible at {Shortened(path)}.", "most doors are read with GET; records go to POST /streams/NAME."));

    internal static RefusalException UnknownEncoding(string encoding) => new(
        StatusCodes.Status415UnsupportedMediaType,
        new("SN6011", $"the Content-Encoding '{Shortened(encoding)}' is unknown. Nothing was appended.", "send the body as it is, or with gzip."));

    internal static RefusalException Ending() => new(
        StatusCodes.Status503ServiceUnavailable,
        new("SN6012", "the city is ending and takes no more records.", "retry once it runs again."),
        TimeSpan.FromSeconds(5));

    internal static RefusalException TooManyViewers(int limit) => new(
        StatusCodes.Status503ServiceUnavailable,
        new("SN6013", $"{limit} pages follow the city already, the limit.", "close one of them, and reload."),
        TimeSpan.FromSeconds(10));

    internal static RefusalException LesserRole(Caller caller, Role role) => new(
        StatusCodes.Status403Forbidden,
        new(
            "SN6014",
            $"{caller.Name} is {caller.Role.ToString().ToLowerInvariant()}, and this takes the role {role.ToString().ToLowerInvariant()}.",
            "ask an administrator of the city for the role."));

    internal static RefusalException NoToken() => new(
        StatusCodes.Status403Forbidden,
        new(
            "SN6015",
            $"the request changes something, and has no valid {PageToken.Header} header.",
            "reload the page: the token is made anew with every start of the city."));

    /// <summary>What a client sent, short enough to be sent back.</summary>
    internal static string Shortened(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
