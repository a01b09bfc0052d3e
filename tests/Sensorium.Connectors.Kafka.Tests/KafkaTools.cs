using System.Diagnostics;

namespace Sensorium.Connectors.Kafka.Tests;

/// <summary>Apache Kafka's own program: the user's installation at KAFKA_HOME, else the one beside the repository.</summary>
internal static class KafkaTools
{
    /// <summary>What a skipped test wants, relative to the repository's root.</summary>
    public const string Wanted = "../shared/tools/kafka.sh";

    private static readonly Lazy<string> _libraries = new(Find);

    public static bool AreThere => Home is not null || File.Exists(Repository.Path(Wanted));

    /// <summary>The folder of Kafka's jars.</summary>
    public static string Libraries => _libraries.Value;

    private static string? Home =>
        Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home && Directory.Exists(home) ? home : null;

    /// <summary>A start of one of Kafka's classes.</summary>
    public static ProcessStartInfo Java(string heap, string logging, string type, params string[] arguments)
    {
        var log = $"-Dlog4j2.configurationFile=file:{logging}";
        string[] all = [$"-Xmx{heap}", "-XX:+UseG1GC", log, "-cp", $"{Libraries}/*", type, .. arguments];
        return new("java", all) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    private static string Find()
    {
        if (Home is { } home)
        {
            return Path.Combine(home, "libs");
        }

        var tools = SharedData.PathOf("tools");
        string[] archive = [Path.Combine(tools, "kafka/libs.tar.xz")];
        using var unpack = Process.Start(new ProcessStartInfo(Path.Combine(tools, "unpack"), archive) { RedirectStandardOutput = true })!;
        var folder = unpack.StandardOutput.ReadToEnd().Trim();
        unpack.WaitForExit();
        return Path.Combine(folder, "kafka/libs");
    }
}
