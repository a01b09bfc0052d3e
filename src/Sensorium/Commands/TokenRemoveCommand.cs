using System.CommandLine;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class TokenRemoveCommand : AccessCommand
{
    private readonly Argument<string> _stream = Word("STREAM", "by its name in the log, or /metrics");
    private readonly Option<string> _name = new("--name") { Description = "of the token", HelpName = "NAME", Required = true };

    public TokenRemoveCommand()
        : base("remove", "removes a token: whoever has it can send no more")
    {
        Arguments.Add(_stream);
        Options.Add(_name);
        SetAction(async (line, cancellation) =>
        {
            await Ask(
                line,
                new() { ["do"] = AccessVerbs.RemoveToken, ["stream"] = line.GetValue(_stream), ["name"] = line.GetValue(_name) },
                cancellation);
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<string> Examples => ["sensorium token remove temp_stream --name roof"];
}
