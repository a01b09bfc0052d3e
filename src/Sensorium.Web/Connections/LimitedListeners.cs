using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Sensorium.Web.Connections;

/// <summary>
/// Listeners that accept a connection only where a descriptor is free for it; the others wait in the system's queue. A limit behind the
/// accepting is too late: Kestrel accepts what comes and asks then.
/// </summary>
internal sealed class LimitedListeners(IConnectionListenerFactory inner, ConnectionTable table) : IConnectionListenerFactory
{
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await inner.BindAsync(endpoint, cancellationToken), table);

    private sealed class Listener(IConnectionListener inner, ConnectionTable table) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                await table.Room(_unbound.Token);
                if (await inner.AcceptAsync(cancellationToken) is not { } connection)
                {
                    return null;
                }

                if (table.TryEnter(connection))
                {
                    return connection;
                }

                connection.Abort();
                await connection.DisposeAsync();
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await _unbound.CancelAsync();
            await inner.DisposeAsync();
        }
    }
}
