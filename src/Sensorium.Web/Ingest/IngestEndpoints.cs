using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Streams;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Observe;

namespace Sensorium.Web.Ingest;

/// <summary>
/// <c>POST /streams/{name}</c>: a body's records into the stream's log, split by key, atomic per partition, answered when all parts are
/// durable. What is wrong with the body is found before anything is appended.
/// </summary>
public sealed class IngestEndpoints(IngestStreams streams, TimeProvider time) : EndpointGroup
{
    /// <summary>The most that the bodies of requests under way may hold.</summary>
    private const long BodiesBytes = 256 << 20;

    private readonly BodyBudget _budget = new(BodiesBytes, time);

    internal override void Map(EndpointContext server) =>
        server.Routes.MapPost("/streams/{name}", Post).ForDevices(name => streams.All.GetValueOrDefault(name) is { NeedsToken: true });

    private async Task Post(HttpContext context)
    {
        var request = context.Request;
        var name = (string)request.RouteValues["name"]!;
        var stream = streams.Find(name);
        IngestTracing.Names(name);
        var producer = IngestProducer.Of(request.Headers);
        var key = request.Query.TryGetValue("key", out var asked)
            ? new(asked.ToString() is { Length: > 0 } member ? member : null)
            : stream.Key;
        var writer = stream.Rent(request.Headers["Sensorium-Simulated"] == "1");
        int bytes;
        using (var body = await IngestBody.Read(request, _budget))
        {
            bytes = body.Length;
            producer = producer.For(body.Bytes, asked.Count > 0 ? asked.ToString() : null);
            stream.Keys.RequireSame(producer);
            writer.Begin(producer.Id, producer.Sequence);
            new BodySplitter(stream, key).Split(body.Bytes, request.ContentType, writer);
        }

        if (writer.Bytes > IngestBody.MaxBytes)
        {
            throw WebErrors.BodyTooLarge(IngestBody.MaxBytes);
        }

        var results = writer.Count == 0 ? [] : await writer.Append();
        stream.Keys.Remember(producer, results);
        if (Worst(results) is { } refused)
        {
            await Endpoints.Problem.Write(context, Refusal(refused), json => WriteParts(json, "appended", results));
        }
        else
        {
            context.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
            WriteParts(json, null, results);
        }

        stream.Return(writer, bytes);
    }

    /// <summary>The refusal that says most about what to do; null where all parts are durable.</summary>
    private static AppendResult? Worst(IReadOnlyList<AppendResult> results)
    {
        AppendResult? worst = null;
        foreach (var result in results)
        {
            if (!result.IsDurable && (worst is null || result.Outcome > worst.Value.Outcome))
            {
                worst = result;
            }
        }

        return worst;
    }

    private static RefusalException Refusal(AppendResult result)
    {
        var error = result.Refusal!;
        return result.Outcome switch
        {
            // A pipeline that holds a full log back needs longer than a disk that is busy.
            AppendOutcome.Full =>
                new(StatusCodes.Status429TooManyRequests, error, TimeSpan.FromSeconds(error.Code == ErrorCodes.StreamFull ? 5 : 1)),
            AppendOutcome.DiskFull => new(StatusCodes.Status507InsufficientStorage, error, TimeSpan.FromSeconds(30)),
            AppendOutcome.TooLarge => new(StatusCodes.Status413PayloadTooLarge, error),
            AppendOutcome.SequenceReused => new(StatusCodes.Status422UnprocessableEntity, error),
            AppendOutcome.SequenceTooOld => new(StatusCodes.Status409Conflict, error),
            AppendOutcome.StorageFailed => new(StatusCodes.Status503ServiceUnavailable, error, TimeSpan.FromSeconds(5)),
            _ => throw new InvalidOperationException($"{result.Outcome} is no refusal"),
        };
    }

    private static void WriteParts(Utf8JsonWriter json, string? name, IReadOnlyList<AppendResult> results)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        json.WriteStartArray();
        foreach (var result in results)
        {
            if (result.IsDurable)
            {
                json.WriteStartObject();
                json.WriteNumber("partition", result.Partition);
                json.WriteNumber("firstOffset", result.FirstOffset);
                json.WriteNumber("count", result.Count);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
