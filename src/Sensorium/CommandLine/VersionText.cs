using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Sensorium.CommandLine;

internal sealed class VersionText : SynchronousCommandLineAction
{
    /// <summary>The release, e.g. 0.1.0, without the build's commit.</summary>
    public static string Release { get; } =
        typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Release);
        return ExitCode.Done;
    }
}
