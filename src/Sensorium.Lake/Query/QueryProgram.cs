namespace Sensorium.Lake.Query;

/// <summary>The command that starts a query's process: this program again, with a command of its own.</summary>
public sealed record QueryProgram(string FileName, IReadOnlyList<string> Arguments)
{
    /// <param name="name">The program's name, e.g. <c>sensorium</c>.</param>
    /// <param name="command">Its command that calls <see cref="QueryWorker.Serve"/>.</param>
    public static QueryProgram OfThisProcess(string name, string command)
    {
        // Published as one file the process is the program; otherwise it lies beside this library, also where a test host runs it.
        if (Environment.ProcessPath is { } process && Path.GetFileNameWithoutExtension(process) == name)
        {
            return new(process, [command]);
        }

        var library = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        return new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", ["exec", library, command]);
    }
}
