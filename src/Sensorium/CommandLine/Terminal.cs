using System.Collections;
using Sensorium.Core;

namespace Sensorium.CommandLine;

/// <summary>The two channels of a command: data goes to <see cref="Output"/>, all else to <see cref="Error"/>.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool colour)
{
    private const string Red = "\u001b[31;1m";
    private const string Faint = "\u001b[2m";
    private const string Plain = "\u001b[0m";

    public static Terminal Current { get; } = OfProcess(Environment.GetEnvironmentVariables());

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Progress, advice, addresses: whatever a script that reads the data does not want.</summary>
    public void Say(string text) => Error.WriteLine(text);

    public void Report(Problem problem)
    {
        Error.Write(Painted(Red, problem.Place is null ? $"error {problem.Code}:" : $"{problem.Place}: error {problem.Code}:"));
        Error.WriteLine($" {problem.Message}");
        Error.WriteLine($"{Painted(Faint, "  mend:")} {problem.Mend}");
    }

    public void Report(SensoriumException error) => Report(new Problem(error.Code, null, error.Message, error.Mend));

    private static Terminal OfProcess(IDictionary environment)
    {
        var colour = !Console.IsErrorRedirected && string.IsNullOrEmpty((string?)environment["NO_COLOR"]);
        return new(Console.Out, Console.Error, colour);
    }

    private string Painted(string paint, string text) => colour ? paint + text + Plain : text;
}
