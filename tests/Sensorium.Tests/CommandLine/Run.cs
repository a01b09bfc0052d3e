using System.Collections;
using Sensorium.CommandLine;

namespace Sensorium.Tests.CommandLine;

/// <summary>One call of the program, in this process.</summary>
internal sealed record Run(int ExitCode, string Output, string Error)
{
    public static async Task<Run> Of(params string[] arguments) => await With([], arguments);

    public static Task<Run> Piped(string input, params string[] arguments) => With([], input, arguments);

    public static Task<Run> With(Hashtable variables, params string[] arguments) => With(variables, "", arguments);

    private static async Task<Run> With(Hashtable variables, string input, string[] arguments)
    {
        using var bytes = new MemoryStream();
        await using var output = new StreamWriter(bytes);
        await using var error = new StringWriter();
        using var text = new StringReader(input);
        var session = new Session(new Terminal(bytes, output, error, colour: false), variables) { Input = text };
        var code = await Invocation.Run(arguments, session);
        await output.FlushAsync();
        return new(code, System.Text.Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }
}
