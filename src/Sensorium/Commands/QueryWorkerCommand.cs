using System.Runtime.InteropServices;
using Sensorium.CommandLine;
using Sensorium.City.Lake;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.Query;

namespace Sensorium.Commands;

/// <summary>The process that a query runs in; the program starts it itself.</summary>
internal sealed class QueryWorkerCommand : CityCommand
{
    public QueryWorkerCommand()
        : base(LakeAccess.QueryWorker, "answers one query that another process of the program asks")
    {
        Hidden = true;
        SetAction(async (_, _) =>
        {
            GiveWay();
            await using var output = Console.OpenStandardOutput();
            await QueryWorker.Serve(
                Console.OpenStandardInput(), output, new ThreadScheduler(), ProcessMemory.Limit, () => Environment.Exit(ExitCode.Failed));
            return ExitCode.Done;
        });
    }

    /// <summary>When the system runs out of memory, this process is ended before the city is.</summary>
    private static void GiveWay()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            try
            {
                File.WriteAllText("/proc/self/oom_score_adj", "1000");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Where that is not allowed, the system chooses.
            }
        }
    }
}
