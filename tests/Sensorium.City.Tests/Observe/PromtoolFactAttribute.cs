namespace Sensorium.City.Tests.Observe;

/// <summary>A test that needs Prometheus' own tool.</summary>
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("PATH")!.Split(':').All(folder => !File.Exists(Path.Combine(folder, "promtool"))))
        {
            Skip = "needs .sensorium-build/tools/usr/bin/promtool, which ./test unpacks from the Debian package prometheus";
        }
    }
}
