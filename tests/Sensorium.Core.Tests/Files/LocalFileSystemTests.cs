using Sensorium.Core.Files;

namespace Sensorium.Core.Tests.Files;

/// <summary>What only the machine's own disk can show; the common contract is run by the simulation, against both disks.</summary>
public sealed class LocalFileSystemTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_four_links_to_one_name_exactly_one_wins()
    {
        var files = new LocalFileSystem(_folder.Path);
        for (var i = 0; i < 4; i++)
        {
            files.Open($"source{i}", FileAccessMode.CreateNew).Dispose();
        }

        for (var round = 0; round < 50; round++)
        {
            using var barrier = new Barrier(4);
            var wins = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Factory.StartNew(
                () =>
                {
                    barrier.SignalAndWait();
                    return files.TryLink($"source{writer}", $"target{round}");
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            wins.Count(won => won).ShouldBe(1);
        }
    }

    [Fact]
    public void Paths_are_relative_to_the_root_or_absolute()
    {
        var files = new LocalFileSystem(_folder.Path);
        files.CreateDirectory("a/b");
        files.Open("a/b/c", FileAccessMode.CreateNew).Dispose();
        files.FileExists(Path.Combine(_folder.Path, "a", "b", "c")).ShouldBeTrue();
        files.FullPath("a/../x").ShouldBe(Path.Combine(_folder.Path, "x"));
    }

    [Fact]
    public void Several_threads_write_one_file_at_their_offsets()
    {
        var files = new LocalFileSystem(_folder.Path);
        using var file = files.Open("a", FileAccessMode.CreateNew);
        Parallel.For(0, 64, part =>
        {
            var bytes = new byte[1024];
            bytes.AsSpan().Fill((byte)part);
            file.Write(bytes, part * 1024);
        });

        var read = new byte[64 * 1024];
        file.Read(read, 0).ShouldBe(read.Length);
        for (var i = 0; i < read.Length; i++)
        {
            read[i].ShouldBe((byte)(i / 1024));
        }
    }

    [Fact]
    public void A_lock_is_seen_through_every_file_system_of_the_machine_and_its_file_stays()
    {
        using (new LocalFileSystem(_folder.Path).TryLock("lock").ShouldNotBeNull())
        {
            new LocalFileSystem("/").TryLock($"{_folder.Path}/lock").ShouldBeNull();
        }

        File.Exists($"{_folder.Path}/lock").ShouldBeTrue();
        Should.Throw<FileNotFoundException>(() => new LocalFileSystem(_folder.Path).TryLock("no/lock"));
    }
}
