using System.Text.Json.Nodes;
using Sensorium.Access;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.Core.Files;

namespace Sensorium.City.Access;

/// <summary>Changes users and tokens through the city that runs on a data folder, or in its files where none does.</summary>
internal static class AccessClient
{
    /// <param name="say">Told which of the two ways it went.</param>
    public static async Task<JsonNode?> Ask(
        DataFolder data, JsonObject request, TimeProvider time, Action<string> say, CancellationToken cancellation)
    {
        var (isRunning, answer) = await ControlClient.Ask(data, request, cancellation);
        if (isRunning)
        {
            say("done by the running city.");
            return answer;
        }

        PrivateFiles.Require();

        // Whoever starts the city now waits for nobody: it is refused, as this is where the city has just started.
        using var owner = DataLock.TakeOfAny(data, time);
        var files = new LocalFileSystem(data.Path);
        // Sessions end here at most, so their age does not matter.
        var access = CityAccess.Open(files, data.Access, new(files, data.AuditLog, time), time, TimeSpan.Zero);
        answer = new AccessVerbs(access, streams: null).Answer(request);
        say($"no city runs on {data.Path}: done in its files.");
        return answer;
    }
}
