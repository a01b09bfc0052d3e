namespace Sensorium.Core.Files;

/// <summary>
/// The open files (descriptors) of this process: files, sockets and pipes. Null where the system does not tell, which Linux does.
/// </summary>
public static class OpenFiles
{
    private const string Limits = "/proc/self/limits";
    private const string Descriptors = "/proc/self/fd";

    /// <summary>
    /// The most there may be. The runtime has raised the soft limit to the hard one; <see cref="long.MaxValue"/> where there is none.
    /// </summary>
    public static long? Limit
    {
        get
        {
            var line = File.Exists(Limits)
                ? File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))
                : null;
            return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] switch
            {
                null => null,
                "unlimited" => long.MaxValue,
                var text => long.TryParse(text, out var limit) ? limit : null,
            };
        }
    }

    public static int? InUse => Directory.Exists(Descriptors) ? Directory.EnumerateFileSystemEntries(Descriptors).Count() : null;
}
