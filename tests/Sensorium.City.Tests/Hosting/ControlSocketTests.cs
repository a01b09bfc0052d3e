using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.City.Tests.Hosting;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ControlSocketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly Dictionary<string, ControlVerb> _verbs = new()
    {
        ["echo"] = (request, _) => Task.FromResult<JsonNode?>(request["text"]?.DeepClone()),
        ["refuse"] = (_, _) => throw new SensoriumException("SN4999", "no", "ask later"),
        ["break"] = (_, _) => throw new InvalidOperationException("a bug"),
    };

    [Fact]
    public async Task A_request_is_answered_and_only_the_owner_may_ask()
    {
        await Listening(new DataFolder(_folder.Path), async data =>
        {
            File.GetUnixFileMode(data.Socket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var (isRunning, answer) = await ControlClient.Ask(data, new() { ["do"] = "echo", ["text"] = new string('å', 9_000) }, default);
            isRunning.ShouldBeTrue();
            answer!.GetValue<string>().Length.ShouldBe(9_000);
        });
    }

    [Fact]
    public async Task A_path_longer_than_the_kernel_takes_is_reached_all_the_same()
    {
        var data = new DataFolder(Path.Combine(_folder.Path, new string('x', 120)));
        Directory.CreateDirectory(data.Path);

        await Listening(data, async there => (await ControlClient.Ask(there, new() { ["do"] = "echo" }, default)).IsRunning.ShouldBeTrue());

        File.Exists(data.Socket).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refusal_comes_back_as_the_error_it_is()
    {
        await Listening(new DataFolder(_folder.Path), async data =>
        {
            (await Refusal(data, "refuse")).Code.ShouldBe("SN4999");
            (await Refusal(data, "unheard of")).Code.ShouldBe("SN1015");
            (await Refusal(data, "break")).Code.ShouldBe("SN9999");
        });
    }

    [Fact]
    public async Task A_socket_left_by_a_process_that_died_is_no_running_city_and_no_hindrance()
    {
        var data = new DataFolder(_folder.Path);
        using (var left = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0))
        {
            left.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(data.Socket));
        }

        (await ControlClient.Ask(data, new() { ["do"] = "echo" }, default)).IsRunning.ShouldBeFalse();
        await Listening(data, async there => (await ControlClient.Ask(there, new() { ["do"] = "echo" }, default)).IsRunning.ShouldBeTrue());
    }

    public void Dispose() => _folder.Dispose();

    private async Task Listening(DataFolder data, Func<DataFolder, Task> test)
    {
        using var socket = new ControlSocket(data.Socket, _verbs, new ThreadScheduler());
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.Start(default);
        try
        {
            await test(data);
        }
        finally
        {
            await socket.Stop(deadline.Token);
        }
    }

    private static Task<SensoriumException> Refusal(DataFolder data, string verb) =>
        Should.ThrowAsync<SensoriumException>(() => ControlClient.Ask(data, new() { ["do"] = verb }, default));
}
