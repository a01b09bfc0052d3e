using Sensorium.Core.Files;

namespace Sensorium.Core.Tests.Files;

public sealed class LocalFileSystemTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sensorium-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Of_racing_links_to_one_name_exactly_one_wins()
    {
        var files = new LocalFileSystem(_root);
        for (var round = 0; round < 100; round++)
        {
            var target = $"target-{round}";
            var wins = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
            {
                var temporary = $"temporary-{round}-{writer}";
                using (var file = files.Open(temporary, FileAccessMode.CreateNew))
                {
                    file.Write([(byte)writer], 0);
                    file.Sync();
                }

                return files.TryLink(temporary, target);
            })));
            wins.Count(won => won).ShouldBe(1);
        }
    }

    [Fact]
    public void A_lock_is_held_until_it_is_disposed()
    {
        var files = new LocalFileSystem(_root);
        using (files.TryLock("owner.lock").ShouldNotBeNull())
        {
            files.TryLock("owner.lock").ShouldBeNull();
        }

        using var again = files.TryLock("owner.lock");
        again.ShouldNotBeNull();
    }

    [Fact]
    public void Names_are_listed_in_ordinal_order()
    {
        var files = new LocalFileSystem(_root);
        files.CreateDirectory("d");
        foreach (var name in new[] { "b", "B", "a10", "a2" })
        {
            files.Open($"d/{name}", FileAccessMode.CreateNew).Dispose();
        }

        files.List("d").Select(entry => entry.Name).ShouldBe(["B", "a10", "a2", "b"]);
        files.List("absent").ShouldBeEmpty();
    }
}
