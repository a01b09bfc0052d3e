using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sensorium.Core;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>Loads librdkafka from beside the program, never from the system, whose release may be another.</summary>
internal static class RdKafkaLibrary
{
    public const string Name = "librdkafka";

#pragma warning disable CA2255 // The resolver must stand before the first call, whichever type makes it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(RdKafkaLibrary).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Name)
        {
            return 0;
        }

        var beside = Path.Combine(AppContext.BaseDirectory, "librdkafka.so");
        return NativeLibrary.TryLoad(beside, out var library) ? library : throw new SensoriumException(
            "SN4515",
            $"the library {beside} is missing or does not fit this machine.",
            "build or publish the program for this platform (linux-x64 or linux-arm64).");
    }
}
