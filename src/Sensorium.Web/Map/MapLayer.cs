using Sensorium.Core;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Map;

/// <summary>
/// A layer of a page's map as it is now. One activity gives it rows and ends frames; any number of viewers read, each at its own pace. A
/// frame is rendered once for all; who has missed one begins anew with all devices.
/// </summary>
internal sealed class MapLayer(LayerDefinition definition)
{
    /// <summary>Sensors beyond this many are not streamed, but looked at by the piece: a map of as many shows clusters.</summary>
    internal const int MostSensors = 1000;

    /// <summary>Moving devices beyond this many are not streamed either.</summary>
    internal const int MostMoving = 20_000;

    private const int KeptFrames = 32;
    private const long KeptBytes = 8 << 20;

    private readonly Lock _gate = new();
    private readonly LayerFixes _fixes = new(definition.Columns);
    private readonly FixText _text = new();
    private readonly Queue<LayerFrame> _frames = new();
    private long _bytes;
    private long _number;
    private int _framedKeys;
    private LayerFrame? _reset;

    internal LayerDefinition Definition => definition;

    /// <summary>The newest frame's number.</summary>
    internal long Number => Volatile.Read(ref _number);

    /// <summary>Devices that have a fix.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _fixes.Count;
            }
        }
    }

    internal bool IsStreamed => Count <= (definition.Kind == LayerKind.Sensors ? MostSensors : MostMoving);

    /// <summary>Rows of devices beyond the limit of a layer.</summary>
    internal long Refused
    {
        get
        {
            lock (_gate)
            {
                return _fixes.Refused;
            }
        }
    }

    internal void Take(Batch rows, int[]? selection, int count)
    {
        lock (_gate)
        {
            _fixes.Take(rows, selection, count);
        }
    }

    /// <summary>Ends a frame.</summary>
    /// <returns>Whether something is new.</returns>
    internal bool EndFrame()
    {
        lock (_gate)
        {
            if (_fixes.Changed.IsEmpty)
            {
                return false;
            }

            Volatile.Write(ref _number, _number + 1);
            _reset = null;
            if (_fixes.Count <= (definition.Kind == LayerKind.Sensors ? MostSensors : MostMoving))
            {
                Keep(Render(isReset: false));
            }
            else
            {
                // Nobody is sent these; who looks when they are fewer again begins anew.
                Forget();
            }

            _framedKeys = _fixes.Keys;
            _fixes.ClearChanges();
            return true;
        }
    }

    /// <summary>Forgets devices that have been silent since.</summary>
    /// <param name="time">In milliseconds.</param>
    internal void Forget(long time)
    {
        lock (_gate)
        {
            if (_fixes.Forget(time))
            {
                _framedKeys = _fixes.Keys;
                _reset = null;

                // A gap in the numbers: what was sent under the old codes holds no more.
                Volatile.Write(ref _number, _number + 2);
                Forget();
            }
        }
    }

    /// <summary>Gives what has come since a frame; all devices where that is not there any more.</summary>
    /// <param name="cursor">The frame seen last, −1 for none; moves to the newest.</param>
    internal void Read(ref long cursor, List<byte[]> frames)
    {
        lock (_gate)
        {
            if (cursor == _number)
            {
                return;
            }

            if (cursor >= 0 && _frames.TryPeek(out var oldest) && oldest.Number <= cursor + 1 && IsComplete)
            {
                foreach (var frame in _frames)
                {
                    if (frame.Number > cursor)
                    {
                        frames.Add(frame.Json);
                    }
                }
            }
            else
            {
                _reset ??= Render(isReset: true);
                frames.Add(_reset.Json);
            }

            cursor = _number;
        }
    }

    /// <summary>Looks at the devices under the layer's lock.</summary>
    internal void Look(Action<LayerFixes> look)
    {
        lock (_gate)
        {
            look(_fixes);
        }
    }

    /// <summary>Whether the kept frames reach up to the newest.</summary>
    private bool IsComplete => _frames.Count > 0 && _frames.Last().Number == _number;

    private void Keep(LayerFrame frame)
    {
        if (_frames.Count > 0 && _frames.Last().Number != frame.Number - 1)
        {
            Forget();
        }

        _frames.Enqueue(frame);
        _bytes += frame.Json.Length;
        while (_frames.Count > 1 && (_frames.Count > KeptFrames || _bytes > KeptBytes))
        {
            _bytes -= _frames.Dequeue().Json.Length;
        }
    }

    private void Forget()
    {
        _frames.Clear();
        _bytes = 0;
    }

    private LayerFrame Render(bool isReset)
    {
        _text.Clear();
        _text.Raw("{\"layer\":"u8);
        _text.Text(System.Text.Encoding.UTF8.GetBytes(definition.Name));
        _text.Raw(isReset ? ",\"reset\":true,\"first\":0,\"keys\":["u8 : ",\"first\":"u8);
        var first = isReset ? 0 : _framedKeys;
        if (!isReset)
        {
            _text.Number(first);
            _text.Raw(",\"keys\":["u8);
        }

        // A reset tells the keys of ended frames only: those that are new since come with the next frame.
        var end = isReset && !_fixes.Changed.IsEmpty ? _framedKeys : _fixes.Keys;
        for (var code = first; code < end; code++)
        {
            _text.Raw(code > first ? ","u8 : ""u8);
            _text.Text(_fixes.KeyOf(code));
        }

        _text.Raw("],\"fixes\":["u8);
        var any = false;
        if (isReset)
        {
            for (var code = 0; code < end; code++)
            {
                WriteFix(code, ref any);
            }
        }
        else
        {
            foreach (var code in _fixes.Changed)
            {
                WriteFix(code, ref any);
            }
        }

        _text.Raw("]}"u8);
        return new(_number, _text.Written.ToArray());
    }

    private void WriteFix(int code, ref bool any)
    {
        if (_fixes.TimeOf(code) == 0)
        {
            return;
        }

        _text.Raw(any ? ","u8 : ""u8);
        any = true;
        _text.Fix(code, _fixes.TimeOf(code), _fixes.LatitudeOf(code), _fixes.LongitudeOf(code), _fixes.ValueOf(code));
    }
}
