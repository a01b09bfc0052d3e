using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class TokenListCommand : AccessCommand
{
    private readonly Argument<string?> _stream = new("STREAM")
    {
        Description = "by its name in the log (default: all)",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public TokenListCommand()
        : base("list", "the tokens by stream, without what they are")
    {
        Arguments.Add(_stream);
        Options.Add(_format);
        SetAction(async (line, cancellation) =>
        {
            var tokens =
                (JsonArray)(await Ask(line, new() { ["do"] = AccessVerbs.ListTokens, ["stream"] = line.GetValue(_stream) }, cancellation))!;
            Write(Terminal(line).Output, line.GetValue(_format), tokens, "stream", "name", "since");
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<string> Examples => ["sensorium token list", "sensorium token list temp_stream --format json"];
}
