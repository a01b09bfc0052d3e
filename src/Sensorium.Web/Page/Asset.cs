using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Page;

/// <summary>
/// A file of the pages, which lies in the assembly. All addresses change when one file does, so a browser may keep what it has, and modules
/// name each other by relative paths.
/// </summary>
internal sealed class Asset
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, Asset> _all = Load();

    private readonly byte[] _content;
    private readonly string _contentType;

    /// <summary>Made when first asked for; null for what is compressed already.</summary>
    private readonly Lazy<byte[]?> _brotli;

    private Asset(string name, byte[] content)
    {
        (_contentType, var isText) = Path.GetExtension(name) switch
        {
            ".js" => ("text/javascript; charset=utf-8", true),
            ".css" => ("text/css; charset=utf-8", true),
            ".svg" => ("image/svg+xml", true),
            ".woff2" => ("font/woff2", false),
            var other => throw new InvalidOperationException($"no content type is known for {other}"),
        };
        _content = content;
        _brotli = new(() => isText ? Compress(content) : null);
    }

    /// <summary>Names the content of all files together: a page whose version is another one loads itself anew.</summary>
    internal static string Version { get; } = VersionOf(_all);

    internal static string AddressOf(string name) =>
        _all.ContainsKey(name) ? $"/{Prefix}{Version}/{name}" : throw new InvalidOperationException($"there is no asset {name}");

    /// <summary><c>GET /assets/{version}/{**name}</c>.</summary>
    internal static async Task Get(HttpContext context)
    {
        var route = context.Request.RouteValues;
        if ((string?)route["version"] != Version || !_all.TryGetValue((string)route["name"]!, out var asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var content = asset._content;
        context.Response.ContentType = asset._contentType;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal) && asset._brotli.Value is { } brotli)
        {
            content = brotli;
            context.Response.Headers.ContentEncoding = "br";
        }

        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(Asset).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                name => name[Prefix.Length..],
                name =>
                {
                    using var resource = assembly.GetManifestResourceStream(name)!;
                    var content = new byte[resource.Length];
                    resource.ReadExactly(content);
                    return new Asset(name, content);
                },
                StringComparer.Ordinal);
    }

    private static string VersionOf(FrozenDictionary<string, Asset> assets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, asset) in assets.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(asset._content));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal))
        {
            brotli.Write(content);
        }

        return compressed.ToArray();
    }
}
