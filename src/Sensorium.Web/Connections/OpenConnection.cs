using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Sensorium.Web.Connections;

/// <summary>
/// A connection of a listener, and what it does at present. Its table's lock is around all members but the requests' marks.
/// </summary>
internal sealed class OpenConnection(ConnectionContext connection, TimeProvider time)
{
    private static readonly object _key = new();

    private int _requests;
    private int _bodies;
    private long _since = time.GetTimestamp();
    private bool _hasAsked;

    internal IPAddress Address { get; } = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;

    internal bool IsFromThisMachine => IPAddress.IsLoopback(Address);

    /// <summary>
    /// How lightly it is given up: 0 where it never asked anything, 1 between requests, 2 while a body comes slowly; 3 is never.
    /// </summary>
    internal int Rank => Volatile.Read(ref _requests) == 0 ? Volatile.Read(ref _hasAsked) ? 1 : 0
        : Volatile.Read(ref _bodies) > 0 && InState > TimeSpan.FromSeconds(5) ? 2 : 3;

    /// <summary>For how long it has been doing what it does.</summary>
    internal TimeSpan InState => time.GetElapsedTime(Volatile.Read(ref _since));

    /// <returns>Null where the request comes by no listener with a table.</returns>
    internal static OpenConnection? Of(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(_key, out var open) is true ? (OpenConnection?)open : null;

    internal void Enter() => connection.Items[_key] = this;

    internal void Close() => connection.Abort(new("The connection makes room for others."));

    internal void BeginRequest()
    {
        Volatile.Write(ref _hasAsked, true);
        Interlocked.Increment(ref _requests);
        Mark();
    }

    internal void EndRequest()
    {
        Interlocked.Decrement(ref _requests);
        Mark();
    }

    internal void BeginBody()
    {
        Interlocked.Increment(ref _bodies);
        Mark();
    }

    internal void EndBody()
    {
        Interlocked.Decrement(ref _bodies);
        Mark();
    }

    private void Mark() => Volatile.Write(ref _since, time.GetTimestamp());
}
