using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Page;

/// <summary>A file of the page, which lies in the assembly. Its address changes with its content, so a browser may keep it.</summary>
internal sealed record Asset(string Name, string ContentType, byte[] Content)
{
    private static readonly FrozenDictionary<string, Asset> _all = new[]
    {
        Load("page.css", "text/css; charset=utf-8"),
        Load("page.js", "text/javascript; charset=utf-8"),
        Load("icon.svg", "image/svg+xml"),
        Load("door.css", "text/css; charset=utf-8"),
        Load("admin.js", "text/javascript; charset=utf-8"),
    }.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    private string Address { get; } = $"/assets/{Name}?v={Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 6))}";

    internal static string AddressOf(string name) => _all[name].Address;

    internal static async Task Get(HttpContext context)
    {
        if (!_all.TryGetValue((string)context.Request.RouteValues["name"]!, out var asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = asset.Content.Length;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted);
    }

    private static Asset Load(string name, string contentType)
    {
        using var resource = typeof(Asset).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return new(name, contentType, content);
    }
}
