using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Core.Formats;

namespace Sensorium.Web.Ingest;

/// <summary>A request's body, whole and inflated, in one pooled buffer.</summary>
internal sealed class IngestBody : IDisposable
{
    /// <summary>Largest body, inflated; also the most that a batch may take in the log.</summary>
    internal const int MaxBytes = 64 << 20;

    private const int FirstBytes = 64 << 10;

    private readonly BodyBudget _budget;
    private byte[] _buffer = [];

    private IngestBody(BodyBudget budget) => _budget = budget;

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <exception cref="Endpoints.RefusalException">It is too large, its encoding is unknown or broken, or too many bodies are under way.</exception>
    internal static async ValueTask<IngestBody> Read(HttpRequest request, BodyBudget budget)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw WebErrors.BodyTooLarge(MaxBytes);
        }

        var body = new IngestBody(budget);
        try
        {
            var encoding = request.Headers.ContentEncoding.ToString();
            if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                await body.Fill(request);
            }
            else if (encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                await body.Inflate(request);
            }
            else
            {
                throw WebErrors.UnknownEncoding(encoding);
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            _budget.GiveBack(_buffer.Length);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private async Task Fill(HttpRequest request)
    {
        Grow((int)(request.ContentLength ?? FirstBytes));
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            var length = read.Buffer.Length;
            if (Length + length > MaxBytes)
            {
                throw WebErrors.BodyTooLarge(MaxBytes);
            }

            Grow(Length + (int)length);
            read.Buffer.CopyTo(_buffer.AsSpan(Length));
            Length += (int)length;
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private async Task Inflate(HttpRequest request)
    {
        Grow(FirstBytes);
        await using var gzip = new GunzipStream(request.Body, "the body");
        try
        {
            while (true)
            {
                var read = await gzip.ReadAsync(_buffer.AsMemory(Length), request.HttpContext.RequestAborted);
                Length += read;
                if (read == 0)
                {
                    break;
                }

                if (Length > MaxBytes)
                {
                    throw WebErrors.BodyTooLarge(MaxBytes);
                }

                Grow(Length + 1);
            }
        }
        catch (SensoriumException error)
        {
            throw WebErrors.CannotSplit($"{error.Message}", "compress it again, whole and with nothing behind it; gzip members one after the other are one body.");
        }
    }

    private void Grow(int bytes)
    {
        if (bytes <= _buffer.Length)
        {
            return;
        }

        var size = (int)Math.Max(bytes, Math.Min(2L * _buffer.Length, MaxBytes + 1));
        var grown = ArrayPool<byte>.Shared.Rent(size);
        if (!_budget.TryTake(grown.Length))
        {
            ArrayPool<byte>.Shared.Return(grown);
            throw WebErrors.TooMuchAtOnce(_budget.Limit);
        }

        Bytes.CopyTo(grown);
        Dispose();
        _buffer = grown;
    }
}
