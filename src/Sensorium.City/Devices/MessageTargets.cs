using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.City.Settings;
using Sensorium.Connectors.Kafka;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Devices;

/// <summary>Opens what <c>--to</c> names.</summary>
internal static class MessageTargets
{
    /// <param name="to"><c>-</c>, an address, or null for the city's own streams: by HTTP where it runs, else into its log.</param>
    /// <param name="streams">Physical names, by the index that the target gets.</param>
    /// <param name="simulated">Whether the messages come from simulated devices.</param>
    public static async Task<IFleetTarget> Open(
        string? to,
        CommandEnvironment caller,
        CityFolder city,
        DataFolder data,
        IReadOnlyList<string> streams,
        bool simulated,
        IScheduler scheduler,
        CancellationToken cancellation)
    {
        if (to == "-")
        {
            return new TextTarget(caller.Output, only: null);
        }

        var token = caller.Variable("SENSORIUM_TOKEN");
        if (to is null)
        {
            var (isRunning, status) = await ControlClient.Ask(data, new() { ["do"] = "status" }, cancellation);
            return isRunning
                ? new HttpTarget(new(PageOf(status, data)), streams, simulated, token, scheduler.Time)
                : await OwnedLogTarget.Open(city, data, streams, simulated, scheduler, cancellation);
        }

        if (KafkaEndpoint.IsKafka(to))
        {
            return ToKafka(to, caller, streams, only: null, simulated, scheduler);
        }

        return Uri.TryCreate(to, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new HttpTarget(address, streams, simulated, token, scheduler.Time)
            : throw new SensoriumException(
                ErrorCodes.WrongUsage,
                $"messages cannot go to '{to}'.",
                "give - for standard output, or an address with http:// or kafka://.");
    }

    /// <param name="only">Index of the one stream whose messages are sent; null for all.</param>
    public static KafkaTarget ToKafka(
        string to, CommandEnvironment caller, IReadOnlyList<string> streams, int? only, bool simulated, IScheduler scheduler)
    {
        var endpoint = KafkaAddress.Parse(to, Directory.GetCurrentDirectory(), caller.Variables);
        return new(endpoint, streams, only, simulated, scheduler, caller.Say);
    }

    private static string PageOf(JsonNode? status, DataFolder data) => (string?)status?["page"] ?? throw new SensoriumException(
        "SN1016", $"the city on {data.Path} does not listen: it starts or ends.", "try again in a moment.");
}
