using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sensorium.Core;

namespace Sensorium.Lake.DuckDb;

/// <summary>Finds DuckDB's native library, which the build lays beside the program.</summary>
internal static class DuckLibrary
{
    public const string Name = "duckdb";

    private static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

#pragma warning disable CA2255 // The resolver must stand before the first call, whichever type makes it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(DuckLibrary).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Name)
        {
            return 0;
        }

        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (NativeLibrary.TryLoad(beside, out var library) || NativeLibrary.TryLoad(name, assembly, path, out library))
        {
            return library;
        }

        throw new SensoriumException(
            "SN5009",
            $"DuckDB's library {beside} is missing or does not fit this machine.",
            "build again for this platform, or copy the library of this platform there.");
    }
}
