using System.Text.RegularExpressions;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>librdkafka's sentences without what changes from one to the next, so that repeats are seen as repeats.</summary>
internal static partial class ClientText
{
    public static string Plain(string text) => Noise().Replace(text, "").TrimEnd('.', ' ', '\n').ReplaceLineEndings(" ");

    /// <summary>Also without the broker that says it, for a message that names the cluster.</summary>
    public static string Reason(string text) => Broker().Replace(Plain(text), "");

    /// <summary>The thread, the client's number, the protocol of a bootstrap address, and how long it took.</summary>
    [GeneratedRegex(
        @"^\[thrd:[^\]]*\]: |\b\w+#\w+-\d+: |\b(sasl_)?(ssl|plaintext)://|/bootstrap\b|(?<=:\d+)/\d+\b| \(after \d+ms in state \w+[^)]*\)")]
    private static partial Regex Noise();

    [GeneratedRegex(@"^[^\s/]+:\d+: ")]
    private static partial Regex Broker();
}
