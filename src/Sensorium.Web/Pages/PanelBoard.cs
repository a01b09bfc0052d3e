using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Web.Live;

namespace Sensorium.Web.Pages;

/// <summary>
/// The panels of all pages. While somebody follows a page, its panels are asked again when rows have come to their tables, and now and then
/// because old rows leave the span; otherwise nothing runs, and after a while the memory is given back.
/// </summary>
internal sealed class PanelBoard : IDisposable
{
    /// <summary>Of the rows that a page follows.</summary>
    internal static readonly TimeSpan Span = TimeSpan.FromHours(1);

    /// <summary>Between two looks for new rows; what comes in between is shown together.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _anyway = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _rest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, IReadOnlyList<LivePanel>> _pages;
    private readonly Dictionary<string, int> _followed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly CityLake? _lake;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _asking = new(1);
    private long _usedAt;
    private bool _isResting = true;

    /// <param name="lake">Null for a city without one, whose panels say so.</param>
    internal PanelBoard(CityPages pages, CityLake? lake, LiveFeed feed, IScheduler scheduler)
    {
        (_lake, _feed, _time) = (lake, feed, scheduler.Time);
        _pages = pages.All.ToDictionary(
            page => page.Name,
            page => (IReadOnlyList<LivePanel>)[.. page.Panels.Select(panel => new LivePanel(panel))],
            StringComparer.Ordinal);
    }

    public void Dispose() => _asking.Dispose();

    internal IReadOnlyList<LivePanel> PanelsOf(string page) => _pages.GetValueOrDefault(page) ?? [];

    /// <summary>Keeps a page's panels up to date until disposed.</summary>
    internal IDisposable Follow(string page)
    {
        lock (_gate)
        {
            _followed[page] = _followed.GetValueOrDefault(page) + 1;
        }

        return new OnDispose(() =>
        {
            lock (_gate)
            {
                _followed[page]--;
            }
        });
    }

    internal async Task Run(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(_interval, _time, cancellation);
            string[] pages;
            lock (_gate)
            {
                pages = [.. _followed.Where(page => page.Value > 0).Select(page => page.Key)];
            }

            var isNew = false;
            foreach (var panel in pages.SelectMany(PanelsOf))
            {
                isNew |= await Renew(panel, cancellation);
            }

            if (isNew)
            {
                _feed.Pulse();
            }

            if (!_isResting && _time.GetElapsedTime(Volatile.Read(ref _usedAt)) > _rest)
            {
                _isResting = true;
                await _lake!.Views.Rest(cancellation);
            }
        }
    }

    /// <summary>The newest answer of a panel over the span that pages follow.</summary>
    internal async Task<PanelRows> Newest(LivePanel panel, CancellationToken cancellation)
    {
        await Renew(panel, cancellation);
        return panel.Rows!;
    }

    /// <summary>A panel over another span, or at another moment.</summary>
    /// <param name="until">Null for now.</param>
    internal Task<PanelRows> Ask(LivePanel panel, TimeSpan span, EventTime? until, CancellationToken cancellation)
    {
        if (_lake is null)
        {
            throw PageErrors.NoLake();
        }

        (_isResting, _usedAt) = (false, _time.GetTimestamp());
        return panel.Query.Run(_lake, span, EventTime.From(_time.GetUtcNow()), until, _time, cancellation);
    }

    /// <summary>Asks again where rows have come, or the last answer is old.</summary>
    /// <returns>Whether the answer is another.</returns>
    private async Task<bool> Renew(LivePanel panel, CancellationToken cancellation)
    {
        if (_lake is null)
        {
            return panel.Set(PanelRows.Of(PageErrors.NoLake().Error));
        }

        await _asking.WaitAsync(cancellation);
        try
        {
            var tables = await panel.Query.Tables(_lake.Views.Catalog, cancellation);
            var made = _lake.Tails().Where(tail => tables.Contains(tail.Table)).Sum(tail => tail.Made);
            if (panel.Asked is { } asked && asked.Made == made && _time.GetElapsedTime(asked.At) < _anyway)
            {
                return false;
            }

            panel.Asked = (made, _time.GetTimestamp());
            return panel.Set(await Ask(panel, Span, until: null, cancellation));
        }
        finally
        {
            _asking.Release();
        }
    }
}
