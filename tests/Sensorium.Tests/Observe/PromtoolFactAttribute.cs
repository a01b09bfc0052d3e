namespace Sensorium.Tests.Observe;

/// <summary>A test that asks Prometheus' own tool, where it is installed.</summary>
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute()
    {
        var paths = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        if (!paths.Any(path => File.Exists(Path.Combine(path, "promtool"))))
        {
            Skip = "needs /usr/bin/promtool of the Debian package prometheus, which also starts a server";
        }
    }
}
