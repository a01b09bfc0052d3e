using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sensorium.Core;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Map;

/// <summary>
/// What a map asks for beside its events: <c>GET /layers/{page}/{layer}?from&amp;to</c>, the fixes of a stretch of the past, and
/// <c>…/view?bbox&amp;zoom</c>, what lies in view of a layer with too many devices to send all.
/// </summary>
internal sealed class LayerEndpoint(CityPages pages, CityMap map) : IDisposable
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);

    /// <summary>How old the newest fix before a moment may be to stand for that moment.</summary>
    private static readonly TimeSpan _before = TimeSpan.FromSeconds(90);

    /// <summary>How far a device's clock may be ahead of the log's without its fixes being missed at the beginning.</summary>
    private static readonly TimeSpan _ahead = TimeSpan.FromSeconds(5);

    /// <summary>Stretches of the past that are read at once; others wait.</summary>
    private const int Readers = 2;

    private readonly SemaphoreSlim _readers = new(Readers);

    public void Dispose() => _readers.Dispose();

    internal async Task History(HttpContext context)
    {
        var (_, layer) = LayerOf(context);
        var from = Time(context, "from");
        var to = Time(context, "to");
        if (to < from || to - from > _longest)
        {
            throw PageErrors.HistoryTooLong(_longest);
        }

        var history = new LayerHistory(layer.Columns, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds());
        await Read(layer, from, to, history.Take, () => history.IsFull, history.Pass, context.RequestAborted);
        await Answer(context, history.Write());
    }

    internal async Task View(HttpContext context)
    {
        var (page, layer) = LayerOf(context);
        var view = new LayerView(Box(context), Zoom(context));
        if (context.Request.Query.ContainsKey("at"))
        {
            var at = Time(context, "at");
            var fixes = new LayerFixes(layer.Columns);
            await Read(
                layer,
                at - _before,
                at,
                (rows, selection, count) => fixes.Take(rows, selection, count, at.ToUnixTimeMilliseconds()),
                () => false,
                _ => { },
                context.RequestAborted);
            view.Take(fixes);
        }
        else
        {
            map.Find(page.Name, layer.Name)!.Look(view.Take);
        }

        await Answer(context, view.Write());
    }

    private static async Task Answer(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static DateTimeOffset Time(HttpContext context, string name)
    {
        var text = (string?)context.Request.Query[name];
        return QueryTime.TryParse(text, out var time)
            ? time
            : throw PageErrors.WrongParameter(name, text, "a time such as 2026-05-04T12:00:00Z");
    }

    private static MapBox Box(HttpContext context)
    {
        var text = (string?)context.Request.Query["bbox"];
        var sides = (text ?? "").Split(',')
            .Select(side => double.TryParse(side, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN)
            .ToArray();
        return sides is [>= -90 and <= 90, >= -180 and <= 180, >= -90 and <= 90, >= -180 and <= 180] && sides[0] <= sides[2]
            && sides[1] <= sides[3]
            ? new(sides[0], sides[1], sides[2], sides[3])
            : throw PageErrors.WrongParameter("bbox", text, "south,west,north,east in degrees");
    }

    private static double Zoom(HttpContext context)
    {
        var text = (string?)context.Request.Query["zoom"];
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var zoom) && zoom is >= 0 and <= 24
            ? zoom
            : throw PageErrors.WrongParameter("zoom", text, "a number from 0 to 24");
    }

    private (PageDefinition Page, LayerDefinition Layer) LayerOf(HttpContext context)
    {
        var (name, layer) = ((string)context.Request.RouteValues["page"]!, (string)context.Request.RouteValues["layer"]!);
        var page = pages.Require(name);
        return (page, page.Layers.FirstOrDefault(known => known.Name == layer) ?? throw PageErrors.UnknownLayer(layer, page));
    }

    /// <summary>
    /// Reads the stretch in steps over all partitions, so that what is cut off by a limit is the end of the stretch. Records may be
    /// appended a while after the time they tell; the last step looks for those.
    /// </summary>
    /// <param name="pass">Told, in milliseconds, up to where all has been read.</param>
    private async Task Read(
        LayerDefinition layer,
        DateTimeOffset from,
        DateTimeOffset to,
        Action<Batch, int[]?, int> take,
        Func<bool> isFull,
        Action<long> pass,
        CancellationToken cancellation)
    {
        var step = TimeSpan.FromSeconds(5);
        var late = TimeSpan.FromMinutes(1);
        await _readers.WaitAsync(cancellation);
        try
        {
            var reader = map.Reader(layer, (_, rows, selection, count) => take(rows, selection, count));
            reader.Seek(EventTime.From(from - _ahead));
            var end = to + late;
            for (var until = from; until < end && !isFull();)
            {
                until = until + step < end ? until + step : end;
                while (reader.Read(1, EventTime.From(until)) && !isFull())
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                if (!isFull())
                {
                    pass((until - late).ToUnixTimeMilliseconds());
                }
            }
        }
        finally
        {
            _readers.Release();
        }
    }
}
