using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Hosting;

/// <summary>
/// How commands reach a running city: a Unix socket in its data folder that only the owner may use. A request is one line of JSON,
/// <c>{"do": "status"}</c>; the answer is one line, <c>{"ok": true, "data": …}</c> or <c>{"ok": false, "code", "message", "fix"}</c>.
/// The socket says nothing of who owns the folder: that is the kernel's lock.
/// </summary>
internal sealed class ControlSocket(string path, IReadOnlyDictionary<string, ControlVerb> verbs, IScheduler scheduler)
    : ICityPart, IDisposable
{
    private const int LongestRequest = 64 * 1024;
    private const int Connections = 16;

    private readonly SemaphoreSlim _free = new(Connections);
    private readonly CancellationTokenSource _ended = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    public string Name => "control";

    public PartHealth Health => _accepting.IsFaulted
        ? new(false, $"no longer listens: {_accepting.Exception!.InnerException!.Message}")
        : new(true, $"listens on {path}");

    public async Task Start(CancellationToken cancellation)
    {
        // The lock is ours, so a socket that stands here was left by a process that died.
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener = listener;
        await SocketPath.Use(path, address =>
        {
            listener.Bind(address);
            return Task.CompletedTask;
        });
        // Nobody can connect before Listen, so nobody slips in before the mode is right.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        listener.Listen(Connections);
        _accepting = scheduler.Start("control", Accept, _ended.Token);
    }

    public async Task Stop(CancellationToken deadline)
    {
        await _ended.CancelAsync();
        _listener?.Dispose();
        File.Delete(path);
        try
        {
            await _accepting;
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The listener was closed under it: that is how it is told to end.
        }

        for (var i = 0; i < Connections; i++)
        {
            await _free.WaitAsync(deadline);
        }
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _ended.Dispose();
        _free.Dispose();
    }

    private async Task Accept(CancellationToken cancellation)
    {
        while (true)
        {
            var connection = await _listener!.AcceptAsync(cancellation);
            await _free.WaitAsync(cancellation);
            _ = scheduler.Start("control request", token => Serve(connection, token), cancellation);
        }
    }

    private async Task Serve(Socket connection, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            while (await ControlLine.Read(stream, LongestRequest, cancellation) is { } line)
            {
                var answer = await Answer(line, cancellation);
                // Also the answer to "stop" still goes out.
                await ControlLine.Write(stream, answer, CancellationToken.None);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // The client went away, or the city ends: there is nobody to tell.
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task<JsonObject> Answer(string line, CancellationToken cancellation)
    {
        try
        {
            var request = JsonNode.Parse(line, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
            var name = request?["do"] is JsonValue verb ? verb.ToString() : null;
            return name is not null && verbs.TryGetValue(name, out var handler)
                ? new() { ["ok"] = true, ["data"] = await handler(request!, cancellation) }
                : Failure(
                    ErrorCodes.UnknownRequest,
                    $"the running city does not know the request '{name}'.",
                    "use the same release for the command and the city.");
        }
        catch (JsonException error)
        {
            return Failure(
                ErrorCodes.UnknownRequest,
                $"the request is not a line of JSON: {error.Message}",
                "write {\"do\": \"status\"} and a line end.");
        }
        catch (SensoriumException error)
        {
            return Failure(error.Code, error.Message, error.Fix);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Failure("SN9999", $"this is a fault of Sensorium: {error.Message}", "please report it with what the city printed.");
        }
    }

    private static JsonObject Failure(string code, string message, string fix) =>
        new() { ["ok"] = false, ["code"] = code, ["message"] = message, ["fix"] = fix };
}
