using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Lake.Query;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Console;

/// <summary>
/// A query of one request: it has a place among those that may be under way, and ends with its client, with the city, or when a client
/// takes its rows too slowly.
/// </summary>
internal sealed class QuerySession : IAsyncDisposable
{
    /// <summary>What a client gets beyond the query's own time, to take the last rows.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    private readonly IDisposable _place;
    private readonly CancellationTokenSource _end;

    private QuerySession(IDisposable place, CancellationTokenSource end, QueryAnswer answer) =>
        (_place, _end, Answer) = (place, end, answer);

    internal QueryAnswer Answer { get; }

    internal CancellationToken End => _end.Token;

    /// <param name="ended">The city ends.</param>
    /// <exception cref="RefusalException">429: too many at once.</exception>
    /// <exception cref="SensoriumException">What is wrong with the query.</exception>
    internal static async Task<QuerySession> Open(
        LakeQueries queries, QuerySlots places, LakeQuery query, HttpContext context, CancellationToken ended)
    {
        var place = places.Take();
        var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ended);
        try
        {
            end.CancelAfter(LakeQueries.FlushLimit + queries.Limits.Timeout + _grace);
            return new(place, end, await queries.Ask(query, end.Token));
        }
        catch
        {
            end.Dispose();
            place.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Answer.DisposeAsync();
        _end.Dispose();
        _place.Dispose();
    }
}
