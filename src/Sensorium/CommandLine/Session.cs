using Sensorium.City.Devices;
using System.Collections;
using System.CommandLine;

namespace Sensorium.CommandLine;

/// <summary>What one call of the program sees of the world: its channels and its environment variables.</summary>
internal sealed class Session : InvocationConfiguration
{
    public Session(Terminal terminal, IDictionary variables)
    {
        Terminal = terminal;
        Variables = variables;
        Output = terminal.Output;
        Error = terminal.Error;
        EnableDefaultExceptionHandler = false;
        // The promise of `up` is to drain within ten seconds of SIGTERM.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(10);
    }

    public Terminal Terminal { get; }

    /// <summary>Standard input, as text.</summary>
    public TextReader Input { get; init; } = Console.In;

    /// <summary>Opens standard input as bytes.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Whether a person types <see cref="Input"/>.</summary>
    public bool IsTyped => ReferenceEquals(Input, Console.In) && !Console.IsInputRedirected;

    public IDictionary Variables { get; }

    /// <summary>The same, for parts that know no command line.</summary>
    public CommandEnvironment Environment => new(Terminal.Bytes, Variables, Terminal.Say);

    public string? Variable(string name) => Variables[name] as string is { Length: > 0 } value ? value : null;
}
