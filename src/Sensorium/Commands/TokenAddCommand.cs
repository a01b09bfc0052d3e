using System.CommandLine;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class TokenAddCommand : AccessCommand
{
    private readonly Argument<string> _stream = Word("STREAM", "by its name in the log, or /metrics");
    private readonly Option<string?> _name = new("--name")
    {
        Description = "of the device, the gateway or the team that gets it",
        HelpName = "NAME",
    };

    public TokenAddCommand()
        : base("add", "makes a token of a stream, or of /metrics and health, and prints it, this once")
    {
        Arguments.Add(_stream);
        Options.Add(_name);
        SetAction(async (line, cancellation) =>
        {
            var request = new System.Text.Json.Nodes.JsonObject
            {
                ["do"] = AccessVerbs.AddToken,
                ["stream"] = line.GetValue(_stream),
                ["name"] = line.GetValue(_name),
            };
            var added = (await Ask(line, request, cancellation))!;
            Terminal(line).Say($"token '{added["name"]}' of stream '{added["stream"]}'; keep it, it is shown this once:");
            await Terminal(line).Output.WriteLineAsync((string)added["token"]!);
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<string> Examples => ["sensorium token add temp_stream --name roof",
        "sensorium token add temp_stream > token.txt", "sensorium token add /metrics --name prometheus"];
}
