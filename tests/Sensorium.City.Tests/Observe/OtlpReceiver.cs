using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sensorium.City.Tests.Observe;

/// <summary>Takes OTLP over HTTP, and reads the spans and the names of the metrics out of it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly List<Span> _spans = [];
    private readonly HashSet<string> _metrics = [];
    private readonly HashSet<string> _authorizations = [];

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(Take);
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public IReadOnlyList<Span> Spans
    {
        get
        {
            lock (_gate)
            {
                return [.. _spans];
            }
        }
    }

    public IReadOnlySet<string> Metrics
    {
        get
        {
            lock (_gate)
            {
                return _metrics.ToHashSet();
            }
        }
    }

    public IReadOnlySet<string> Authorizations
    {
        get
        {
            lock (_gate)
            {
                return _authorizations.ToHashSet();
            }
        }
    }

    public static async Task<OtlpReceiver> Start()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var groups = Fields(body.ToArray()).Where(field => field.Number == 1).SelectMany(resource => Fields(resource.Bytes))
            .Where(field => field.Number == 2);
        var items = groups.SelectMany(scope => Fields(scope.Bytes)).Where(field => field.Number == 2).ToList();
        lock (_gate)
        {
            _authorizations.Add(context.Request.Headers.Authorization.ToString());
            switch (context.Request.Path.Value)
            {
                case "/v1/traces":
                    _spans.AddRange(items.Select(item => SpanOf(Fields(item.Bytes))));
                    break;
                case "/v1/metrics":
                    _metrics.UnionWith(items.Select(item => Text(Fields(item.Bytes).First(field => field.Number == 1))));
                    break;
                default:
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
            }
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private static Span SpanOf(List<Field> fields) => new(
        Hex(fields, 1),
        Hex(fields, 2),
        Hex(fields, 4),
        Text(fields.First(field => field.Number == 5)),
        fields.Where(field => field.Number == 9).Select(attribute => Fields(attribute.Bytes)).ToDictionary(
            pair => Text(pair[0]),
            pair => Fields(pair[1].Bytes) is [var value, ..]
                ? value.Number == 1 ? Text(value) : value.Varint.ToString(System.Globalization.CultureInfo.InvariantCulture)
                : ""),
        [.. fields.Where(field => field.Number == 13).Select(link => Fields(link.Bytes)).Select(link => (Hex(link, 1), Hex(link, 2)))]);

    private static string Hex(List<Field> fields, int number) =>
        Convert.ToHexStringLower(fields.FirstOrDefault(field => field.Number == number)?.Bytes ?? []);

    private static string Text(Field field) => System.Text.Encoding.UTF8.GetString(field.Bytes);

    private static List<Field> Fields(byte[] message)
    {
        var fields = new List<Field>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint:
                    fields.Add(new(number, [], input.ReadInt64()));
                    break;
                case WireFormat.WireType.LengthDelimited:
                    fields.Add(new(number, input.ReadBytes().ToByteArray(), 0));
                    break;
                case WireFormat.WireType.Fixed64:
                    fields.Add(new(number, BitConverter.GetBytes(input.ReadFixed64()), 0));
                    break;
                case WireFormat.WireType.Fixed32:
                    fields.Add(new(number, BitConverter.GetBytes(input.ReadFixed32()), 0));
                    break;
                default:
                    throw new InvalidDataException($"field {number} has an unknown form");
            }
        }

        return fields;
    }

    /// <param name="Links">Trace and span of each.</param>
    internal sealed record Span(
        string Trace,
        string Id,
        string Parent,
        string Name,
        IReadOnlyDictionary<string, string> Tags,
        IReadOnlyList<(string Trace, string Span)> Links);

    private sealed record Field(int Number, byte[] Bytes, long Varint);
}
