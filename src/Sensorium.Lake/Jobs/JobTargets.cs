using Sensorium.Core;

namespace Sensorium.Lake.Jobs;

/// <summary>The tables that a job's file writes.</summary>
public static class JobTargets
{
    /// <returns>Their full names; none for a file that is no job, which is told when it runs.</returns>
    public static IReadOnlyList<string> Of(string file, string text)
    {
        try
        {
            return [.. JobScript.Parse(file, text).Select(statement => statement.Target).OfType<string>()];
        }
        catch (SensoriumException)
        {
            return [];
        }
    }
}
