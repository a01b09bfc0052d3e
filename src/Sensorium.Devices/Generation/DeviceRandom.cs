using System.Runtime.CompilerServices;

namespace Sensorium.Devices.Generation;

/// <summary>SplitMix64: eight bytes of state, good enough for every test a device could notice, and the same on every machine.</summary>
internal struct DeviceRandom(ulong state)
{
    private ulong _state = state;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A device's own seed.</summary>
    public static ulong Seed(ulong fleetSeed, ReadOnlySpan<byte> id)
    {
        // FNV-1a over the id: ids differ in their last bytes, which the mixing then spreads.
        var hash = 0xCBF29CE484222325;
        foreach (var b in id)
        {
            hash = (hash ^ b) * 0x100000001B3;
        }

        return Mix(Mix(fleetSeed) ^ hash);
    }

    /// <summary>0 up to but without 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 up to but without <paramref name="below"/>, at most 2³¹.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt(int below) => (int)((Next() >> 32) * (ulong)below >> 32);

    /// <summary>Nearly normal, mean 0, deviation 1, never beyond ±3.5: the sum of four even numbers, of one draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextNormal()
    {
        var draw = Next();
        var sum = (int)(draw & 0xFFFF) + (int)((draw >> 16) & 0xFFFF) + (int)((draw >> 32) & 0xFFFF) + (int)(draw >> 48);
        return (sum - 131070) * (1.7320508 / 65536);
    }
}
