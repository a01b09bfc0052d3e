using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Devices;

/// <summary>Opens what <c>--to</c> names.</summary>
internal static class MessageTargets
{
    /// <param name="to"><c>-</c>, an address, or null for the city's own streams: through its door where it runs, else into its log.</param>
    /// <param name="streams">Physical names, by the index that the target gets.</param>
    /// <param name="simulated">Whether the messages come from simulated devices.</param>
    /// <param name="token">For HTTP; null for none.</param>
    public static async Task<IFleetTarget> Open(
        string? to,
        Stream output,
        CityFolder city,
        DataFolder data,
        IReadOnlyList<string> streams,
        bool simulated,
        string? token,
        IScheduler scheduler,
        CancellationToken cancellation)
    {
        if (to == "-")
        {
            return new TextTarget(output, only: null);
        }

        if (to is null)
        {
            var (isRunning, status) = await ControlClient.Ask(data, new() { ["do"] = "status" }, cancellation);
            return isRunning
                ? new HttpTarget(new(PageOf(status, data)), streams, simulated, token, scheduler.Time)
                : await OwnedLogTarget.Open(city, data, streams, simulated, scheduler, cancellation);
        }

        return Uri.TryCreate(to, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new HttpTarget(address, streams, simulated, token, scheduler.Time)
            : throw new SensoriumException("SN1001", $"messages cannot go to '{to}'.", "give - for standard output, or an address that starts with http://.");
    }

    private static string PageOf(JsonNode? status, DataFolder data) => (string?)status?["page"] ?? throw new SensoriumException(
        "SN1016", $"the city on {data.Path} has no door open: it starts or ends.", "try again in a moment.");
}
