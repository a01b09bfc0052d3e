using System.Collections.Immutable;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Engine.Execution;
using Sensorium.Sql.Plan;
using Sensorium.Streams;
using Sensorium.Web.Live;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Map;

/// <summary>
/// The layers of all pages, kept at the newest fixes: an activity reads the streams on, ends a frame a tick and wakes those who look. It
/// begins a little before now, so that a map is not empty; where it falls behind it passes over what it missed.
/// </summary>
internal sealed class CityMap
{
    /// <summary>Between two frames while somebody looks, and while nobody does.</summary>
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _idleTick = TimeSpan.FromSeconds(1);

    /// <summary>Append time before now that is read at the start, and that it may fall behind.</summary>
    private static readonly TimeSpan _back = TimeSpan.FromSeconds(90);

    /// <summary>Silence after which a device is forgotten.</summary>
    private static readonly TimeSpan _stale = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan _forgetEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    /// <summary>Of reading, before a frame is shown all the same.</summary>
    private static readonly TimeSpan _longestRead = TimeSpan.FromMilliseconds(50);

    private const int BlocksAtOnce = 4;

    private readonly Dictionary<string, IReadOnlyList<MapLayer>> _pages;
    private readonly MapLayer[] _layers;
    private readonly Func<string, StreamLog?> _logOf;
    private readonly LiveFeed _feed;
    private readonly IScheduler _scheduler;
    private volatile Exception? _fault;

    /// <summary>Reference tables of which there is a newer version than the pages were compiled with.</summary>
    private ImmutableDictionary<string, ReferenceTable> _references = ImmutableDictionary<string, ReferenceTable>.Empty;

    /// <param name="logOf">Physical name of a stream → its log.</param>
    /// <param name="feed">Is woken when there is a frame.</param>
    internal CityMap(CityPages pages, Func<string, StreamLog?> logOf, LiveFeed feed, IScheduler scheduler)
    {
        (_logOf, _feed, _scheduler) = (logOf, feed, scheduler);
        _pages = pages.All.ToDictionary(
            page => page.Name,
            page => (IReadOnlyList<MapLayer>)[.. page.Layers.Select(layer => new MapLayer(layer))],
            StringComparer.Ordinal);
        _layers = [.. _pages.Values.SelectMany(layers => layers)];
    }

    /// <summary>Why the layers stand still; null while they move.</summary>
    internal Exception? Fault => _fault;

    internal IReadOnlyList<MapLayer> LayersOf(string page) => _pages.GetValueOrDefault(page) ?? [];

    internal MapLayer? Find(string page, string layer) => LayersOf(page).FirstOrDefault(known => known.Definition.Name == layer);

    internal int CountOf(string page, string layer) => Find(page, layer)?.Count ?? 0;

    /// <summary>A reader of one layer over any stretch of the logs.</summary>
    internal FeedReader Reader(LayerDefinition layer, RowSink sink) => NewReader([layer.Query], sink, Volatile.Read(ref _references));

    /// <summary>Joins the layers' newest fixes, and what is read again from now on, with another version of a reference table.</summary>
    internal void Switch(ReferenceTable next) => ImmutableInterlocked.AddOrUpdate(ref _references, next.Name, next, (_, _) => next);

    internal async Task Run(CancellationToken cancellation)
    {
        if (_layers.Length == 0)
        {
            return;
        }

        while (true)
        {
            try
            {
                await Follow(cancellation);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // A log that cannot be read may be fixed, or its damage expire; the page says meanwhile that the map stands still.
                _fault = error;
                await Task.Delay(_pause, _scheduler.Time, cancellation);
            }
        }
    }

    private async Task Follow(CancellationToken cancellation)
    {
        var references = Volatile.Read(ref _references);
        var reader = NewReader(
            [.. _layers.Select(layer => layer.Definition.Query)],
            (query, rows, selection, count) => _layers[query].Take(rows, selection, count),
            references);
        var time = _scheduler.Time;
        var forgotAt = time.GetTimestamp();
        reader.Seek(Before(_back));
        while (true)
        {
            var began = time.GetTimestamp();
            var hasMore = true;
            if (Volatile.Read(ref _references) is var newest && newest != references)
            {
                references = newest;
                references.Values.ToList().ForEach(reader.Switch);
            }

            while (hasMore && time.GetElapsedTime(began) < _longestRead)
            {
                hasMore = reader.Read(BlocksAtOnce);
            }

            _fault = null;
            if (hasMore)
            {
                reader.Seek(Before(_back));
            }

            if (time.GetElapsedTime(forgotAt) >= _forgetEvery)
            {
                forgotAt = time.GetTimestamp();
                Forget();
            }

            var isNew = false;
            foreach (var layer in _layers)
            {
                isNew |= layer.EndFrame();
            }

            if (isNew)
            {
                _feed.Pulse();
            }

            await Task.Delay(hasMore ? TimeSpan.Zero : _feed.Viewers > 0 ? _tick : _idleTick, time, cancellation);
        }
    }

    private FeedReader NewReader(IReadOnlyList<FeedQuery> queries, RowSink sink, ImmutableDictionary<string, ReferenceTable> references)
    {
        var reader = new FeedReader(queries, LogOf, sink);
        references.Values.ToList().ForEach(reader.Switch);
        return reader;
    }

    private void Forget()
    {
        var before = Before(_stale).Micros / 1000;
        foreach (var layer in _layers)
        {
            layer.Forget(before);
        }
    }

    private EventTime Before(TimeSpan span) => EventTime.From(_scheduler.Time.GetUtcNow()).Minus(span);

    private StreamLog? LogOf(StreamDefinition stream) => _logOf(stream.PhysicalName);
}
