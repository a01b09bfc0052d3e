using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;

namespace Sensorium.CommandLine;

/// <summary>The two channels of a command: data goes to <see cref="Output"/>, all else to <see cref="Error"/>.</summary>
/// <param name="bytes">Where data goes that is not text; what <paramref name="output"/> writes to.</param>
internal sealed class Terminal(Stream bytes, TextWriter output, TextWriter error, bool colour)
{
    private const string Red = "\u001b[31;1m";
    private const string Faint = "\u001b[2m";
    private const string Plain = "\u001b[0m";

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Stream Bytes { get; } = bytes;

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>The process' own channels; standard error is coloured where a person reads it and NO_COLOR is not set.</summary>
    public static Terminal OfProcess()
    {
        var bytes = Console.OpenStandardOutput();
        var output = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024);
        var colour = !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(bytes, output, Console.Error, colour);
    }

    /// <summary>Progress, advice, addresses: whatever a script that reads the data does not want.</summary>
    public void Say(string text) => Error.WriteLine(Printable.Lines(text));

    /// <summary>Data for a program, on a line of its own.</summary>
    public void WriteJson(JsonNode json) => Output.WriteLine(json.ToJsonString(_json));

    public void Report(Problem problem)
    {
        Error.Write(
            Painted(
                Red,
                problem.Location is null ? $"error {problem.Code}:" : $"{Printable.Of($"{problem.Location}")}: error {problem.Code}:"));
        Error.WriteLine($" {Printable.Lines(problem.Message)}");
        Error.WriteLine($"{Painted(Faint, "  fix:")} {Printable.Lines(problem.Fix)}");
    }

    public void Report(SensoriumException error) => Report(new Problem(error.Code, null, error.Message, error.Fix));

    private string Painted(string paint, string text) => colour ? paint + text + Plain : text;
}
