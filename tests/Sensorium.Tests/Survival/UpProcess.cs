using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;

namespace Sensorium.Tests.Survival;

/// <summary><c>sensorium up</c> as a process of its own, on a port that stays the same over its restarts.</summary>
internal sealed class UpProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _said = [];
    private readonly Process _process;
    private readonly DataFolder _data;
    private readonly int _port;

    private UpProcess(Process process, DataFolder data, int port)
    {
        (_process, _data, _port) = (process, data, port);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    public static UpProcess Start(string city, string data, int port, params string[] arguments) =>
        Start("dotnet", [], city, data, port, arguments);

    /// <param name="openFiles">The most that it may have, and it cannot raise that.</param>
    public static UpProcess StartWith(int openFiles, string city, string data, int port, params string[] arguments) =>
        Start(
            "prlimit",
            [string.Create(CultureInfo.InvariantCulture, $"--nofile={openFiles}:{openFiles}"), "dotnet"],
            city,
            data,
            port,
            arguments);

    private static UpProcess Start(string program, string[] before, string city, string data, int port, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in before.Concat(new[]
        {
            "exec", Path.Combine(AppContext.BaseDirectory, "sensorium.dll"), "up", city, "--data", data,
            "--set", string.Create(CultureInfo.InvariantCulture, $"web.port={port}"),
            "--set", "web.adminPort=0",
        }).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        return new(new() { StartInfo = start }, new(data), port);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task UntilUp()
    {
        using var ended = new CancellationTokenSource();
        var exit = _process.WaitForExitAsync(ended.Token);
        var first = await Task.WhenAny(_up.Task, exit, Task.Delay(_patience, ended.Token));
        await ended.CancelAsync();
        first.ShouldBe(_up.Task, Said);
    }

    /// <summary>Waits for an end of its own.</summary>
    public async Task<int> UntilExit()
    {
        await _process.WaitForExitAsync().WaitAsync(_patience);
        return _process.ExitCode;
    }

    /// <summary>Waits for a fault, and returns what the city says of it.</summary>
    public async Task<string> Unready()
    {
        using var client = new HttpClient();
        for (var looks = 0; looks < 600; looks++)
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{_port}/health/ready"));
            var said = await answer.Content.ReadAsStringAsync();
            if (!IsWell(said))
            {
                return said;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The city stays well. It said:\n{Said}");
    }

    /// <summary>Waits until every part is well.</summary>
    public async Task Ready()
    {
        using var client = new HttpClient();
        var said = "";
        for (var looks = 0; looks < 1200; looks++)
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{_port}/health/ready"));
            said = await answer.Content.ReadAsStringAsync();
            if (IsWell(said))
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The city does not become well: {said}");
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks for an orderly end.</summary>
    public async Task Stop()
    {
        await ControlClient.Ask(_data, new JsonObject { ["do"] = "stop" }, default);
        await _process.WaitForExitAsync().WaitAsync(_patience);
        _process.ExitCode.ShouldBe(0, Said);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static bool IsWell(string health) => JsonNode.Parse(health)!["state"]!.GetValue<string>() == "ok";

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_said)
        {
            _said.Add(line);
        }

        if (line.Contains(" is up", StringComparison.Ordinal))
        {
            _up.TrySetResult();
        }
    }
}
