using System.Reflection;

namespace Sensorium.Core;

/// <summary>What the program calls itself, to users and in what it writes.</summary>
public static class Product
{
    /// <summary>The release, e.g. 0.1.0, without the build's commit.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Name and release, e.g. Sensorium/0.1.0: the writer that a table's commits name.</summary>
    public static string NameAndVersion { get; } = $"Sensorium/{Version}";
}
