using System.CommandLine;
using System.CommandLine.Invocation;
using Sensorium.Core;

namespace Sensorium.CommandLine;

internal sealed class VersionText : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Product.Version);
        return ExitCode.Done;
    }
}
