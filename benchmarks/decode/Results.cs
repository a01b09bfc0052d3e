using System.Diagnostics;

namespace Sensorium.Benchmarks.Decode;

/// <summary>Runs a case often enough to say its median, and says it.</summary>
internal sealed class Results(int events, int rounds, string only)
{
    /// <summary>Of the file that is measured.</summary>
    public double BytesPerEvent { get; set; }

    /// <param name="run">Returns a sum over what it made, which every case of the same question must agree on.</param>
    public void Measure(string name, Func<double> run)
    {
        if (!name.Contains(only, StringComparison.Ordinal))
        {
            return;
        }

        run();
        var speeds = new double[rounds];
        var sum = 0.0;
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            sum = run();
            speeds[i] = events / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6;
        }

        Array.Sort(speeds);
        Console.WriteLine($"  {name,-52} {speeds[rounds / 2],7:F2}  {speeds[rounds / 2] * BytesPerEvent / 1e3,5:F2}   ({speeds[0]:F2} to {speeds[^1]:F2}; sum {sum:F1})");
    }
}
