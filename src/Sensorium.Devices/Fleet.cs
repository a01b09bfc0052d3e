using System.Text;
using Sensorium.Core;
using Sensorium.Devices.Generation;
using Sensorium.Devices.Streets;
using Sensorium.Devices.Weather;

namespace Sensorium.Devices;

/// <summary>
/// A city's devices, each with a seed, a clock, an interval and faults of its own, driven by one virtual clock. The same definition
/// and start send the same bytes, however the calls divide the time. One thread at a time. Memory is fixed at birth: about 60 bytes
/// a sensor and 120 a vehicle, and at most 64 MiB of late messages.
/// </summary>
public sealed class Fleet
{
    private const long MicrosPerMillisecond = 1000;
    private const long MicrosPerSecond = 1_000_000;
    private const long MicrosPerMinute = 60 * MicrosPerSecond;
    private const long MicrosPerDay = 24 * 60 * MicrosPerMinute;

    /// <summary>A vehicle reports at most one failure in this time.</summary>
    private const long FailurePause = 5 * MicrosPerMinute;

    /// <summary>Failures happen within this distance of Korsvägen.</summary>
    private const double FailureMetres = 1000;

    private static readonly GeoPoint FailurePlace = new(57.6966, 11.9866);

    /// <summary>Midnight of 1 January 2099.</summary>
    private static readonly long WrongYear = EventTime.From(new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero)).Micros;

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ulong _seed;
    private readonly DeviceRun[] _runs;
    private readonly DeviceState[] _devices;
    private readonly VehicleState[] _vehicles;
    private readonly WalkerState[] _walkers;
    private readonly TimerWheel _wheel;
    private readonly HeldMessages _held = new();
    private readonly FaultDice _faults;
    private readonly SensorModel _sensors = new();
    private readonly WeatherModel? _weather;
    private readonly Traffic? _traffic;
    private readonly MessageWriter _message = new();
    private readonly MessageWriter _failure = new();
    private readonly MessageWriter _key = new();
    private readonly Messages _messages;
    private readonly Messages _failures;
    private bool _hasFailure;
    private long _due;
    private long _sent;
    private long _late;
    private long _duplicate;
    private long _malformed;
    private long _missing;
    private long _broken;

    /// <param name="start">True time of the first messages; each device begins within its interval after it. From 1970 to now.</param>
    /// <param name="time">The wall clock, which the fleet never overtakes.</param>
    /// <param name="streets">Where vehicles drive and phones walk; null loads Gothenburg's when there are any.</param>
    /// <param name="weather">What weather stations read; null loads the normals when there are any.</param>
    /// <exception cref="SensoriumException">SN7005: too many devices; SN7006: the start lies in the future or before 1970;
    /// SN7001: data is missing beside the program.</exception>
    public Fleet(
        FleetDefinition definition, EventTime start, TimeProvider time, StreetGraph? streets = null, WeatherNormals? weather = null)
    {
        if (start.Micros < 0 || start > EventTime.From(time.GetUtcNow()))
        {
            throw new SensoriumException(
                "SN7006",
                $"The fleet cannot start at {start}.",
                "Give a start between 1970 and now: devices send nothing from the future.");
        }

        if (definition.DeviceCount is < 1 or > FleetDefinition.MaxDevices)
        {
            throw FleetFile.OutOfRange("the number of devices", definition.DeviceCount.ToString(), $"1 to {FleetDefinition.MaxDevices:N0}");
        }

        _time = time;
        _start = start.Micros;
        _seed = definition.Seed;
        _faults = new(definition.Faults);
        _messages = new(_message);
        _failures = new(_failure);
        Definition = definition;
        var streams = new List<string>();
        _runs = [.. Runs(definition, streams)];
        Streams = streams;
        DeviceCount = definition.DeviceCount;
        _devices = new DeviceState[DeviceCount];
        _vehicles = new VehicleState[CountOf(DeviceType.Vehicle)];
        _walkers = new WalkerState[CountOf(DeviceType.Phone)];
        _wheel = new(DeviceCount + HeldMessages.Capacity);
        if (_vehicles.Length + _walkers.Length > 0)
        {
            _traffic = new(streets ?? StreetGraph.LoadGothenburg());
        }

        if (CountOf(DeviceType.Weather) > 0)
        {
            _weather = new(weather ?? WeatherNormals.Load());
        }

        Create();
    }

    public FleetDefinition Definition { get; }

    /// <summary>Physical names of the streams, by the index that <see cref="IFleetSink.Accept"/> gets.</summary>
    public IReadOnlyList<string> Streams { get; }

    public int DeviceCount { get; }

    /// <summary>True time up to which all has been generated.</summary>
    public EventTime Clock => new(_start + ((_wheel.Now + 1) * MicrosPerMillisecond));

    public FleetCounts Counts => new(_due, _sent, _late, _held.Count, _duplicate, _malformed, _missing, _broken);

    /// <summary>What the last broken device threw, or null.</summary>
    public Exception? LastBreak { get; private set; }

    internal Span<VehicleState> Vehicles => _vehicles;

    private EventTime WheelTime => new(_start + (_wheel.Now * MicrosPerMillisecond));

    /// <summary>
    /// Sends what is due before <paramref name="until"/>, or before now if that is earlier, in the order of time. The clock moves in
    /// whole milliseconds.
    /// </summary>
    /// <param name="limit">Stops after about this many messages; the next call goes on where this one stopped.</param>
    /// <returns>Messages given to <paramref name="sink"/>; below <paramref name="limit"/> when all that is due has been sent. An
    /// exception of the sink passes through: that message counts as sent.</returns>
    public int Generate(EventTime until, IFleetSink sink, int limit = int.MaxValue)
    {
        var now = EventTime.From(_time.GetUtcNow()).Micros;
        var last = ((Math.Min(now, until.Micros) - _start) / MicrosPerMillisecond) - 1;
        var before = _sent;
        while (_sent - before < limit)
        {
            var item = _wheel.Take(last);
            if (item < 0)
            {
                break;
            }

            if (item < DeviceCount)
            {
                Wake(item, sink);
            }
            else
            {
                SendHeld(item - DeviceCount, sink);
            }
        }

        return (int)(_sent - before);
    }

    private static IEnumerable<DeviceRun> Runs(FleetDefinition definition, List<string> streams)
    {
        int StreamIndex(string name)
        {
            var index = streams.IndexOf(name);
            if (index < 0)
            {
                index = streams.Count;
                streams.Add(name);
            }

            return index;
        }

        static long Micros(TimeSpan interval) => interval.Ticks / TimeSpan.TicksPerMicrosecond;

        var first = 0;
        foreach (var device in definition.Devices)
        {
            yield return new(
                device.Type, JsonText(device.Id), IsGroup: false, first++, 1, StreamIndex(device.Stream), -1,
                Micros(device.Interval ?? definition.Interval));
        }

        foreach (var group in definition.Groups)
        {
            yield return new(
                group.Type, JsonText(group.Prefix), IsGroup: true, first, group.Count, StreamIndex(group.Stream),
                group.Failures is null ? -1 : StreamIndex(group.Failures), Micros(group.Interval ?? definition.Interval));
            first += group.Count;
        }
    }

    /// <summary>Ids are written into JSON as they are, so they are escaped once.</summary>
    private static byte[] JsonText(string id) => Encoding.UTF8.GetBytes(System.Text.Json.JsonEncodedText.Encode(id).ToString());

    private int CountOf(DeviceType type) => _runs.Where(run => run.Type == type).Sum(run => run.Count);

    private void Create()
    {
        var vehicles = 0;
        var walkers = 0;
        for (var r = 0; r < _runs.Length; r++)
        {
            var run = _runs[r];
            for (var i = run.First; i < run.First + run.Count; i++)
            {
                ref var device = ref _devices[i];
                _key.Clear();
                run.WriteId(_key, i);
                device.Random = new(DeviceRandom.Seed(_seed, _key.Written));
                device.Run = r;
                device.Trait = (uint)device.Random.Next();
                device.IsJava = device.Random.NextDouble() < Definition.JavaShare;
                device.Skew = (long)(device.Random.NextNormal() * Definition.ClockSkew.TotalMicroseconds);
                device.Due = _start + (long)(device.Random.NextDouble() * run.Interval);
                if (run.Type == DeviceType.Vehicle)
                {
                    device.Body = vehicles;
                    _traffic!.Place(ref _vehicles[vehicles++], ref device.Random, _start);
                }
                else if (run.Type == DeviceType.Phone)
                {
                    device.Body = walkers;
                    _traffic!.Place(ref _walkers[walkers++], ref device.Random, _start);
                }

                Schedule(i);
            }
        }

        var draw = new DeviceRandom(_seed ^ 0x2099);
        for (var i = 0; i < Math.Min(Definition.Faults.WrongClocks, DeviceCount); i++)
        {
            // One that was chosen already gives way to its neighbour.
            var chosen = draw.NextInt(DeviceCount);
            while (_devices[chosen].Skew > MicrosPerDay)
            {
                chosen = (chosen + 1) % DeviceCount;
            }

            _devices[chosen].Skew = Math.Max(WrongYear - _start, 2 * MicrosPerDay);
        }
    }

    private void Schedule(int device) => _wheel.Schedule(device, (_devices[device].Due - _start) / MicrosPerMillisecond);

    private void Wake(int index, IFleetSink sink)
    {
        ref var device = ref _devices[index];
        var run = _runs[device.Run];
        var now = device.Due;
        device.Due += run.Interval;
        _due++;
        var isWhole = true;
        try
        {
            Compose(index, ref device, run, now);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // One device's failure stops no other.
            _broken++;
            LastBreak = error;
            device.Due = now + Math.Max(run.Interval, MicrosPerMinute);
            isWhole = false;
        }

        Schedule(index);
        if (isWhole)
        {
            Send(ref device, run.Stream, _message, now, sink);
            if (_hasFailure)
            {
                Send(ref device, run.FailureStream, _failure, now, sink);
            }
        }
    }

    private void Compose(int index, ref DeviceState device, DeviceRun run, long now)
    {
        _hasFailure = false;
        _key.Clear();
        var clock = now + device.Skew;
        switch (run.Type)
        {
            case DeviceType.Vehicle:
                run.WriteId(_key, index);
                ComposeVehicle(ref device, run, now, clock);
                break;
            case DeviceType.Phone:
                _key.Hex(
                    DeviceRandom.Mix(
                        DeviceRandom.Mix(_seed ^ device.Trait) ^ ((ulong)(index - run.First) << 24) ^ (ulong)(now / MicrosPerDay)), 16);
                ComposePhone(ref device, now, clock);
                break;
            case DeviceType.Weather:
                run.WriteId(_key, index);
                _messages.Weather(ref device, clock, _weather!.Read(ref device, now));
                break;
            default:
                run.WriteId(_key, index);
                _messages.Sensor(run.Type, device.IsJava, _key.Written, clock, _sensors.Read(run.Type, ref device, now));
                break;
        }
    }

    private void ComposeVehicle(ref DeviceState device, DeviceRun run, long now, long clock)
    {
        ref var vehicle = ref _vehicles[device.Body];
        _traffic!.Drive(ref vehicle, ref device.Random, device.Trait, now);
        var place = Blur(_traffic.PlaceOf(in vehicle), 2.5, ref device.Random);
        _messages.Vehicle(
            ref device, _key.Written, clock, place,
            (int)(vehicle.Speed * 36), (long)vehicle.Odometer, (int)Math.Round(Elevation(place) * 10));

        if (run.FailureStream >= 0
            && vehicle.Speed > 0
            && now >= vehicle.NextFailure
            && Earth.Metres(place.Latitude, place.Longitude, FailurePlace.Latitude, FailurePlace.Longitude) < FailureMetres
            && device.Random.NextInt(16) == 0)
        {
            vehicle.NextFailure = now + FailurePause;
            _failures.Failure(ref device, _key.Written, clock, place);
            _hasFailure = true;
        }
    }

    private void ComposePhone(ref DeviceState device, long now, long clock)
    {
        ref var walker = ref _walkers[device.Body];
        _traffic!.Walk(ref walker, ref device.Random, now);
        var isWalking = now >= walker.StandsUntil;
        var speed = isWalking ? 49 + (int)(5 * device.Random.NextNormal()) : 0;

        // Charged overnight at an hour of its own, it is down to a fifth a day later.
        var hours = ((now / MicrosPerMinute) + (device.Trait % 600)) % 1440 / 1440.0;
        _messages.Phone(
            ref device, _key.Written, clock, Blur(_traffic.PlaceOf(in walker), 5, ref device.Random),
            Math.Max(0, speed), 100 - (int)(80 * hours));
    }

    /// <summary>What a receiver makes of a place: noise with this deviation in metres to the north and to the east.</summary>
    private static GeoPoint Blur(GeoPoint place, double metres, ref DeviceRandom random)
    {
        var degrees = metres / Earth.MetresPerDegree;
        return new(
            place.Latitude + (degrees * random.NextNormal()),
            place.Longitude + (degrees * random.NextNormal() / Math.Cos(place.Latitude * (Math.PI / 180))));
    }

    /// <summary>The map has no heights: hills that rise from the coast to the east, made up, smooth, 0–110 m.</summary>
    private static double Elevation(GeoPoint place)
    {
        var inland = Math.Clamp((place.Longitude - 11.85) / 0.25, 0, 1);
        return 5 + (inland * (55 + (30 * Math.Sin(place.Longitude * 190)) + (20 * Math.Cos(place.Latitude * 310))));
    }

    private void Send(ref DeviceState device, int stream, MessageWriter message, long now, IFleetSink sink)
    {
        switch (_faults.Throw(ref device.Random))
        {
            case Fault.Missing:
                _missing++;
                return;
            case Fault.Late:
                var slot = _held.Hold(stream, _key.Written, message.Written);
                if (slot < 0)
                {
                    break;
                }

                _late++;
                _wheel.Schedule(DeviceCount + slot, (now - _start + _faults.Delay(ref device.Random)) / MicrosPerMillisecond);
                return;
            case Fault.Duplicate:
                _duplicate++;
                Give(stream, message, sink);
                break;
            case Fault.Malformed:
                _malformed++;
                message.Spoil(device.Random.Next());
                break;
        }

        Give(stream, message, sink);
    }

    private void Give(int stream, MessageWriter message, IFleetSink sink)
    {
        _sent++;
        sink.Accept(stream, WheelTime, _key.Written, message.Written);
    }

    private void SendHeld(int slot, IFleetSink sink)
    {
        _sent++;
        var stream = _held.Get(slot, out var key, out var value);
        _held.Release(slot);
        sink.Accept(stream, WheelTime, key, value);
    }
}
