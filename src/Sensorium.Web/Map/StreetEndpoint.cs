using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Map;

/// <summary><c>GET /map/streets</c>: the city's street net as JSON. It is made and compressed at the first request, and kept.</summary>
/// <param name="streets">Null where the city has none.</param>
internal sealed class StreetEndpoint(Func<byte[]>? streets)
{
    private readonly Lazy<byte[]>? _compressed = streets is null ? null : new(() => Compress(streets()));

    internal async Task Get(HttpContext context)
    {
        if (_compressed is null)
        {
            throw PageErrors.NoStreets();
        }

        var content = _compressed.Value;
        var response = context.Response;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "private, max-age=86400";
        response.Headers[HeaderNames.Vary] = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = content.Length;
            await response.Body.WriteAsync(content, context.RequestAborted);
            return;
        }

        await using var plain = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        await plain.CopyToAsync(response.Body, context.RequestAborted);
    }

    private static byte[] Compress(byte[] json)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(json);
        }

        return compressed.ToArray();
    }
}
