using Sensorium.Core.Files;
using Sensorium.Core.Objects;

namespace Sensorium.Simulation.Objects;

public sealed class LocalObjectStoreContractTests : ObjectStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalObjectStore _store;

    public LocalObjectStoreContractTests()
    {
        Files = new LocalFileSystem(_folder.Path);
        _store = new(Files, "lake");
    }

    protected override IFileSystem Files { get; }

    protected override IObjectStore Store => _store;

    [Fact]
    public async Task The_path_of_an_object_is_that_of_a_plain_file()
    {
        await _store.Put("t/a", "text"u8.ToArray());
        File.ReadAllText(_store.LocalPath("t/a").ShouldNotBeNull()).ShouldBe("text");
        _store.LocalPath("t/b").ShouldBeNull();
    }

    [Fact]
    public async Task Four_writers_of_one_key_have_one_winner()
    {
        for (var round = 0; round < 20; round++)
        {
            using var barrier = new Barrier(4);
            var wins = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    return _store.PutIfAbsent($"log/{round}", new[] { (byte)writer }).AsTask().GetAwaiter().GetResult();
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            wins.Count(won => won).ShouldBe(1);
            (await _store.Get($"log/{round}")).ShouldBe([(byte)Array.IndexOf(wins, true)]);
        }
    }

    [Fact]
    public async Task A_file_of_another_device_is_copied()
    {
        const string Memory = "/dev/shm";
        if (!Directory.Exists(Memory))
        {
            return; // Without a second device there is nothing to copy across.
        }

        var other = Path.Combine(Memory, Path.GetFileName(_folder.Path));
        await File.WriteAllTextAsync(other, "rows");
        await _store.TakeOver(other, "t/part");
        File.Exists(other).ShouldBeFalse();
        (await _store.Get("t/part")).ShouldBe("rows"u8.ToArray());
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}
