using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Sensorium.Lake.Tests.Delta;

/// <summary>A Python job on the real Spark, which says one line of JSON after another and waits for a line before it goes on.</summary>
internal sealed class SparkSession : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly StringBuilder _said = new();
    private readonly Process _process;
    private StreamReader? _reader;
    private StreamWriter? _writer;

    private SparkSession(Process process) => _process = process;

    /// <param name="script">Gets the port to connect to as its first argument.</param>
    public static SparkSession Start(string folder, string script, params IReadOnlyList<string> arguments)
    {
        var file = Path.Combine(folder, "job.py");
        File.WriteAllText(file, script);
        var process = new Process();
        var session = new SparkSession(process);
        session._listener.Start();
        var port = ((IPEndPoint)session._listener.LocalEndpoint).Port;
        process.StartInfo = new(
            "bash",
            [SharedData.PathOf("tools/spark.sh"), "submit", "--driver-memory", "1g", "--driver-java-options",
                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1", file, $"{port}", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        process.OutputDataReceived += (_, line) => session.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => session.Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return session;
    }

    /// <summary>What the job says next.</summary>
    public async Task<JsonNode> Next()
    {
        var ended = _process.WaitForExitAsync();
        if (_reader is null)
        {
            var accepted = _listener.AcceptTcpClientAsync();
            await Task.WhenAny(accepted, ended);
            accepted.IsCompletedSuccessfully.ShouldBeTrue(Said());
            var stream = (await accepted).GetStream();
            (_reader, _writer) = (new(stream), new(stream) { AutoFlush = true });
        }

        var line = await _reader.ReadLineAsync();
        if (line is null)
        {
            await ended;
        }

        return JsonNode.Parse(line.ShouldNotBeNull(Said()))!;
    }

    /// <summary>Lets the job go on.</summary>
    public Task GoOn() => _writer!.WriteLineAsync("go on");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _reader?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_said)
        {
            if (line is not null && !line.Contains("WARN", StringComparison.Ordinal) && _said.Length < 20_000)
            {
                _said.AppendLine(line);
            }
        }
    }

    private string Said()
    {
        lock (_said)
        {
            return $"Spark said: {_said}";
        }
    }
}
