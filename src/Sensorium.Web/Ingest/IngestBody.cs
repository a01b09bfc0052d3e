using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Core.Formats;
using Sensorium.Web.Connections;

namespace Sensorium.Web.Ingest;

/// <summary>A request's body, whole and inflated, in one pooled buffer.</summary>
internal sealed class IngestBody : IDisposable
{
    /// <summary>Largest body, inflated; also the most that a batch may take in the log.</summary>
    internal const int MaxBytes = 64 << 20;

    private const int FirstBytes = 4 << 10;

    private readonly BodyShare _share;
    private byte[] _buffer = [];

    private IngestBody(BodyShare share) => _share = share;

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    /// <exception cref="Endpoints.RefusalException">It is too large, its encoding is unknown or broken, or too many bodies are under
    /// way.</exception>
    internal static async ValueTask<IngestBody> Read(HttpRequest request, BodyBudget budget)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw WebErrors.BodyTooLarge(MaxBytes);
        }

        var connection = OpenConnection.Of(request.HttpContext);
        connection?.BeginBody();
        var body = new IngestBody(budget.Open(request.HttpContext.Connection.RemoteIpAddress, request.BodyReader.CancelPendingRead));
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
        catch (Exception error)
        {
            var isStopped = body._share.IsStopped;
            body.Dispose();
            if (isStopped && !request.HttpContext.RequestAborted.IsCancellationRequested)
            {
                throw WebErrors.BodyTooSlow($"at less than {BodyShare.SlowRate >> 10} KiB a second while other requests needed its memory");
            }

            // Kestrel has no better name for chunks of impossible sizes.
            if (error is IOException and not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested)
            {
                throw WebErrors.BrokenRequest(StatusCodes.Status400BadRequest, error.Message);
            }

            throw;
        }
        finally
        {
            connection?.EndBody();
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            _share.GiveBack(_buffer.Length);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _share.Dispose();
    }

    private async Task Fill(HttpRequest request)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.IsCanceled)
            {
                throw new OperationCanceledException();
            }

            var length = read.Buffer.Length;
            if (Length + length > MaxBytes)
            {
                throw WebErrors.BodyTooLarge(MaxBytes);
            }

            _share.Arrived(length);
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
        var aborted = request.HttpContext.RequestAborted;
        await using var gzip = new GunzipStream(request.Body, "the body");
        try
        {
            while (Length < MaxBytes)
            {
                Grow(Length + 1);
                var read = await gzip.ReadAsync(_buffer.AsMemory(Length, Math.Min(_buffer.Length, MaxBytes) - Length), aborted);
                if (read == 0)
                {
                    return;
                }

                Length += read;
                _share.Arrived(read);
            }

            if (await gzip.ReadAsync(new byte[1], aborted) > 0)
            {
                throw WebErrors.BodyTooLarge(MaxBytes);
            }
        }
        catch (SensoriumException error)
        {
            throw WebErrors.CannotSplit(
                error.Message, "compress it again, whole and with nothing behind it; gzip members one after the other are one body.");
        }
    }

    private void Grow(int bytes)
    {
        if (bytes <= _buffer.Length)
        {
            return;
        }

        var size = (int)Math.Min(MaxBytes, Math.Max(Math.Max(bytes, FirstBytes), 2L * _buffer.Length));
        var grown = ArrayPool<byte>.Shared.Rent(size);
        if (!_share.TryTake(grown.Length - _buffer.Length))
        {
            ArrayPool<byte>.Shared.Return(grown);
            throw WebErrors.TooMuchAtOnce();
        }

        Bytes.CopyTo(grown);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = grown;
    }
}
