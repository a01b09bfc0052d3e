using System.Runtime.InteropServices;

namespace Sensorium.Web.Map;

/// <summary>
/// What of a layer lies in a piece of the map: the devices themselves where they are few, else clusters on a grid of the web's map, so that
/// they stay where they are while the map is moved.
/// </summary>
/// <param name="zoom">At which the grid's cells are about as large as a finger.</param>
internal sealed class LayerView(MapBox box, double zoom)
{
    /// <summary>Devices that are shown themselves.</summary>
    internal const int MostPoints = 1000;

    /// <summary>Of the whole map at zoom 0, and of a cell at any, in pixels.</summary>
    private const double WorldPixels = 256;
    private const double CellPixels = 64;

    /// <summary>Beyond it the web's map does not reach.</summary>
    private const double LargestLatitude = 85.0511287798;

    private readonly List<int> _codes = [];
    private readonly Dictionary<(int X, int Y), Cell> _cells = [];
    private readonly FixText _text = new();
    private int _count;

    /// <summary>Looks at the devices; the answer is whole when this returns.</summary>
    internal void Take(LayerFixes fixes)
    {
        for (var code = 0; code < fixes.Keys; code++)
        {
            if (fixes.TimeOf(code) == 0 || !box.Contains(fixes.LatitudeOf(code), fixes.LongitudeOf(code)))
            {
                continue;
            }

            _count++;
            if (_codes.Count <= MostPoints)
            {
                _codes.Add(code);
            }

            Gather(fixes, code);
        }

        _text.Raw("{\"count\":"u8);
        _text.Number(_count);
        if (_count <= MostPoints)
        {
            WritePoints(fixes);
        }
        else
        {
            WriteClusters();
        }

        _text.Raw("]}"u8);
    }

    internal byte[] Write() => _text.Written.ToArray();

    private void Gather(LayerFixes fixes, int code)
    {
        var scale = WorldPixels * Math.Pow(2, zoom) / CellPixels;
        var (latitude, longitude) = (fixes.LatitudeOf(code), fixes.LongitudeOf(code));
        var sine = Math.Sin(Math.Clamp(latitude, -LargestLatitude, LargestLatitude) * Math.PI / 180);
        var x = (int)Math.Floor((longitude + 180) / 360 * scale);
        var y = (int)Math.Floor((0.5 - (Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI))) * scale);
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells, (x, y), out _);
        cell.Count++;
        cell.Latitudes += latitude;
        cell.Longitudes += longitude;
        cell.Newest = Math.Max(cell.Newest, fixes.TimeOf(code));
        if (double.IsFinite(fixes.ValueOf(code)))
        {
            cell.Values += fixes.ValueOf(code);
            cell.Valued++;
        }
    }

    private void WritePoints(LayerFixes fixes)
    {
        _text.Raw(",\"points\":["u8);
        for (var i = 0; i < _codes.Count; i++)
        {
            var code = _codes[i];
            _text.Raw(i > 0 ? ",["u8 : "["u8);
            _text.Text(fixes.KeyOf(code));
            _text.Raw(","u8);
            _text.Place(fixes.LatitudeOf(code));
            _text.Raw(","u8);
            _text.Place(fixes.LongitudeOf(code));
            _text.Raw(","u8);
            _text.Value(fixes.ValueOf(code));
            _text.Raw(","u8);
            _text.Number(fixes.TimeOf(code));
            _text.Raw("]"u8);
        }
    }

    private void WriteClusters()
    {
        _text.Raw(",\"clusters\":["u8);
        var isFirst = true;
        foreach (var cell in _cells.Values)
        {
            _text.Raw(isFirst ? "["u8 : ",["u8);
            isFirst = false;
            _text.Place(cell.Latitudes / cell.Count);
            _text.Raw(","u8);
            _text.Place(cell.Longitudes / cell.Count);
            _text.Raw(","u8);
            _text.Number(cell.Count);
            _text.Raw(","u8);
            _text.Value(cell.Valued > 0 ? cell.Values / cell.Valued : double.NaN);
            _text.Raw(","u8);
            _text.Number(cell.Newest);
            _text.Raw("]"u8);
        }
    }

    private struct Cell
    {
        public int Count;
        public int Valued;
        public double Latitudes;
        public double Longitudes;
        public double Values;
        public long Newest;
    }
}
