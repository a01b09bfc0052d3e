using System.Collections;
using System.Text;
using Sensorium.CommandLine;

namespace Sensorium.Connectors.Kafka.Tests.Commands;

/// <summary>One call of the program, in this process.</summary>
internal sealed record Run(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<Run> Of(params string[] arguments) => With("", [], arguments);

    public static Task<Run> Piped(string input, params string[] arguments) => With(input, [], arguments);

    public static async Task<Run> With(string input, Hashtable variables, params string[] arguments)
    {
        using var bytes = new MemoryStream();
        await using var output = new StreamWriter(bytes);
        await using var error = new StringWriter();
        var session = new Session(new Terminal(bytes, output, error, colour: false), variables)
        {
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
        };
        var code = await Invocation.Run(arguments, session);
        await output.FlushAsync();
        return new(code, Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }
}
