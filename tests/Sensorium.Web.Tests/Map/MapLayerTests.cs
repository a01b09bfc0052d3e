using System.Text;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Web.Map;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Tests.Map;

/// <summary>Frames of a layer, put together again by viewers of any pace.</summary>
public sealed class MapLayerTests
{
    private static readonly Schema _schema = new(
        new Field("id", TypeKind.Varchar),
        new Field("place", TypeKind.Point),
        new Field("value", TypeKind.Double),
        new Field("at", TypeKind.Timestamp));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whoever_follows_at_whatever_pace_knows_the_newest_fixes(int seed)
    {
        var random = new Random(seed);
        var layer = Layer(LayerKind.Moving);
        var truth = new Dictionary<string, (long Time, double Value)>();
        var viewers = Enumerable.Range(0, 6).Select(pace => new Viewer(layer, 1 + (pace * pace * 3))).ToList();
        for (var frame = 1; frame <= 400; frame++)
        {
            for (var rows = random.Next(3); rows > 0; rows--)
            {
                var taken = Enumerable.Range(0, random.Next(1, 20))
                    .Select(_ => ($"d{random.Next(frame)}", (long)random.Next(1, frame * 1000), (double)random.Next(100))).ToArray();
                Take(layer, taken);
                foreach (var (id, time, value) in taken)
                {
                    if (!truth.TryGetValue(id, out var known) || time >= known.Time)
                    {
                        truth[id] = (time, value);
                    }
                }

                // Somebody may come between two frames.
                viewers.Where(_ => random.Next(30) == 0).ToList().ForEach(viewer => viewer.Look());
            }

            layer.EndFrame();
            foreach (var viewer in viewers.Where(viewer => frame % viewer.Pace == 0 && random.Next(10) > 0))
            {
                viewer.Look();
                viewer.Known.ShouldBe(truth, ignoreOrder: true);
            }
        }

        viewers[0].Resets.ShouldBe(1, "who keeps up is told all only once");
        viewers[^1].Resets.ShouldBeGreaterThan(1, "who is slow begins anew");
    }

    [Fact]
    public void Devices_that_are_silent_are_forgotten_and_their_keys_used_no_more()
    {
        var layer = Layer(LayerKind.Moving);
        var viewer = new Viewer(layer, 1);
        for (var hour = 0; hour < 5; hour++)
        {
            Take(layer, [.. Enumerable.Range(0, 2000).Select(i => ($"day{hour}-{i}", 1 + (hour * 10_000L), 1.0))]);
            layer.EndFrame();
            viewer.Look();
            layer.Forget((hour * 10_000L) - 5);
            layer.Count.ShouldBe(2000);
        }

        Take(layer, [("last", 50_000, 7)]);
        layer.EndFrame();
        viewer.Look();
        viewer.Known["last"].ShouldBe((50_000, 7));
        viewer.Known.Count.ShouldBeLessThan(4500);
        var keys = 0;
        layer.Look(fixes => keys = fixes.Keys);
        keys.ShouldBeLessThan(4500);
    }

    [Fact]
    public void Beyond_the_limit_new_devices_are_counted_and_not_shown()
    {
        var fixes = new LayerFixes(LayerColumns.Of(_schema), limit: 3);
        var batch = Rows([("a", 1, 1), ("b", 1, 1), ("c", 1, 1), ("d", 1, 1), ("a", 2, 5), ("e", 1, 1)]);
        fixes.Take(batch, null, batch.Count);
        (fixes.Count, fixes.Refused, fixes.ValueOf(0)).ShouldBe((3, 2, 5));

        fixes.Forget(2);
        (fixes.Count, fixes.Keys).ShouldBe((1, 1), "the limit is of devices that are there");
        fixes.Take(batch, [3], 1);
        fixes.Count.ShouldBe(2);
    }

    [Fact]
    public void Rows_without_a_device_a_place_or_a_time_are_passed_over()
    {
        var fixes = new LayerFixes(LayerColumns.Of(_schema));
        var batch = Rows([("a", 1, 1), ("b", 1, 1), ("c", 1, 1), ("d", 1, 1), ("e", 1, double.NaN)]);
        batch.Columns[0].SetNull(0);
        batch.Columns[1].SetNull(1);
        batch.Columns[3].SetNull(2);
        batch.Values<GeoPoint>(1).Values[3] = new(91, 0);
        fixes.Take(batch, null, batch.Count);
        (fixes.Count, double.IsNaN(fixes.ValueOf(0))).ShouldBe((1, true));
    }

    private static MapLayer Layer(LayerKind kind) => new(new("l", "L", kind, null, null, null!, LayerColumns.Of(_schema)));

    private static void Take(MapLayer layer, (string Id, long Time, double Value)[] rows)
    {
        var batch = Rows(rows);
        layer.Take(batch, null, batch.Count);
    }

    private static Batch Rows((string Id, long Time, double Value)[] rows)
    {
        var batch = new Batch(_schema);
        batch.EnsureCapacity(rows.Length);
        foreach (var (id, time, value) in rows)
        {
            var row = batch.Count++;
            batch.Text(0).Set(row, Encoding.UTF8.GetBytes(id));
            batch.Values<GeoPoint>(1).Set(row, new(double.IsNaN(value) ? 0 : value / 10, 0));
            batch.Values<double>(2).Set(row, value);
            batch.Values<long>(3).Set(row, time * 1000);
        }

        return batch;
    }

    /// <summary>Does with frames what the page's module does.</summary>
    private sealed class Viewer(MapLayer layer, int pace)
    {
        private readonly List<string> _keys = [];
        private long _cursor = -1;

        public int Pace => pace;

        public int Resets { get; private set; }

        public Dictionary<string, (long Time, double Value)> Known { get; } = [];

        public void Look()
        {
            var frames = new List<byte[]>();
            layer.Read(ref _cursor, frames);
            foreach (var frame in frames.Select(frame => JsonNode.Parse(frame)!))
            {
                if (frame["reset"] is not null)
                {
                    Resets++;
                    _keys.Clear();
                    Known.Clear();
                }

                ((int)frame["first"]!).ShouldBe(_keys.Count);
                _keys.AddRange(frame["keys"]!.AsArray().Select(key => (string)key!));
                foreach (var fix in frame["fixes"]!.AsArray())
                {
                    ((double)fix![2]!).ShouldBe((double)fix[4]! / 10, 1e-9);
                    Known[_keys[(int)fix[0]!]] = ((long)fix[1]!, (double)fix[4]!);
                }
            }
        }
    }
}
