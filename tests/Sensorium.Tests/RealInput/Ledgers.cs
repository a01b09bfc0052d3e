using System.Text.Json.Nodes;

namespace Sensorium.Tests.RealInput;

/// <summary>Reads the ledger as <c>--format json</c> prints it.</summary>
internal static class Ledgers
{
    /// <summary>The one pipeline of that table.</summary>
    public static JsonNode Of(this JsonNode ledger, string table) =>
        ledger["pipelines"]!.AsArray().Single(entry => (string)entry!["name"]! == $"processed.{table}")!;

    public static long Count(this JsonNode entry, string fate) => (long)entry[fate]!;

    /// <summary>Read, stored, filtered, rejected, late.</summary>
    public static long[] Fates(this JsonNode entry) =>
        [entry.Count("read"), entry.Count("stored"), entry.Count("filtered"), entry.Count("rejected"), entry.Count("late")];

    /// <summary>What records were dropped for, by the cause's text.</summary>
    public static Dictionary<string, long> Causes(this JsonNode entry) =>
        entry["causes"]!.AsArray().ToDictionary(cause => (string)cause!["text"]!, cause => cause!.Count("count"));
}
