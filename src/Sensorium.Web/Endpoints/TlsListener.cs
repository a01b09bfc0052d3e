using System.Buffers;
using System.Security.Authentication;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Sensorium.Access.Certificates;

namespace Sensorium.Web.Endpoints;

/// <summary>
/// TLS on a listener. Who speaks plain HTTP is told so instead of being hung up on; nothing else is ever said in the clear.
/// </summary>
internal static class TlsListener
{
    private const byte TlsHandshake = 0x16;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    internal static void UseTls(this ListenOptions listen, CityCertificate certificate)
    {
        listen.Use(next => connection => RefusePlain(connection, next));
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = certificate.Certificate,
            ServerCertificateChain = certificate.Chain,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            HandshakeTimeout = _patience,
        });
    }

    private static async Task RefusePlain(ConnectionContext connection, ConnectionDelegate next)
    {
        var input = connection.Transport.Input;
        byte? first = null;
        using (var late = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed))
        {
            late.CancelAfter(_patience);
            try
            {
                var read = await input.ReadAsync(late.Token);
                if (!read.Buffer.IsEmpty)
                {
                    first = read.Buffer.FirstSpan[0];
                }

                // Looked at, not taken: the handshake reads it again.
                input.AdvanceTo(read.Buffer.Start);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        switch (first)
        {
            case TlsHandshake:
                await next(connection);
                break;
            case not null:
                connection.Transport.Output.Write(Answer());
                await connection.Transport.Output.FlushAsync();
                break;
        }
    }

    private static byte[] Answer()
    {
        var body = Problem.Body(WebErrors.PlainHttp());
        var head = $"HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: {body.Length}\r\nConnection: "
            + $"close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body.Span];
    }
}
