using System.Text;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;

namespace Sensorium.Simulation.Objects;

/// <summary>What the lake may rely on; the store is a local one, over the machine's disk and over the simulated one.</summary>
public abstract class ObjectStoreContract
{
    protected abstract IFileSystem Files { get; }

    protected abstract IObjectStore Store { get; }

    [Fact]
    public async Task A_put_if_absent_takes_a_key_once()
    {
        (await Store.PutIfAbsent("t/_delta_log/0.json", "one"u8.ToArray())).ShouldBeTrue();
        (await Store.PutIfAbsent("t/_delta_log/0.json", "two"u8.ToArray())).ShouldBeFalse();
        (await Text("t/_delta_log/0.json")).ShouldBe("one");
    }

    [Fact]
    public async Task A_put_replaces()
    {
        await Store.Put("a/b/c", "one"u8.ToArray());
        await Store.Put("a/b/c", "two"u8.ToArray());
        (await Text("a/b/c")).ShouldBe("two");
        (await Store.Get("a/b/d")).ShouldBeNull();
        (await Store.Get("z/b/d")).ShouldBeNull();
    }

    [Fact]
    public async Task A_finished_file_is_taken_over()
    {
        Files.CreateDirectory("scratch");
        using (var file = Files.Open("scratch/part", FileAccessMode.Create))
        {
            file.Write("rows"u8, 0);
        }

        await Store.TakeOver("scratch/part", "t/day=1/part.parquet");
        Files.FileExists("scratch/part").ShouldBeFalse();
        (await Text("t/day=1/part.parquet")).ShouldBe("rows");
        await Should.ThrowAsync<FileNotFoundException>(async () => await Store.TakeOver("scratch/part", "t/x"));
    }

    [Fact]
    public async Task Keys_are_listed_in_ordinal_order_below_a_prefix()
    {
        string[] keys = ["t/b/1", "t/b-x", "t/b", "t/a/2", "t/a/10", "t/B", "u/1", "t2"];
        foreach (var key in keys.Where(key => key != "t/b"))
        {
            await Store.Put(key, Encoding.UTF8.GetBytes(key));
        }

        (await Keys("")).ShouldBe(["t/B", "t/a/10", "t/a/2", "t/b-x", "t/b/1", "t2", "u/1"]);
        (await Keys("t/")).ShouldBe(["t/B", "t/a/10", "t/a/2", "t/b-x", "t/b/1"]);
        (await Keys("t/a/1")).ShouldBe(["t/a/10"]);
        (await Keys("t/b")).ShouldBe(["t/b-x", "t/b/1"]);
        (await Keys("nowhere/")).ShouldBeEmpty();
        var sizes = new List<long>();
        await foreach (var entry in Store.List("t/a/"))
        {
            sizes.Add(entry.Size);
        }

        sizes.ShouldBe([6, 5]);
    }

    [Fact]
    public async Task A_listing_goes_on_after_any_key()
    {
        string[] keys = ["a/1", "a/2", "b/1/x", "b/1/y", "b/2", "c"];
        foreach (var key in keys)
        {
            await Store.Put(key, new byte[1]);
        }

        foreach (var start in keys.Concat(["a", "a/", "b/1", "b/1/", "b0", "zz"]))
        {
            (await Keys("", start)).ShouldBe(keys.Where(key => string.CompareOrdinal(key, start) > 0), $"after {start}");
        }
    }

    [Fact]
    public async Task A_deleted_key_is_free_again()
    {
        await Store.Delete("a/b");
        await Store.Put("a/b", new byte[1]);
        await Store.Delete("a/b");
        (await Store.Get("a/b")).ShouldBeNull();
        (await Store.PutIfAbsent("a/b", new byte[2])).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("../a")]
    [InlineData("a/./b")]
    [InlineData(".incoming/0/1")]
    public async Task What_is_no_key_is_refused(string key) =>
        await Should.ThrowAsync<ArgumentException>(async () => await Store.Put(key, new byte[1]));

    [Fact]
    public async Task A_folder_that_somebody_removed_is_made_again()
    {
        await Store.Put("t/a", new byte[1]);
        Files.DeleteDirectory("lake/t");
        await Store.Put("t/b", new byte[1]);
        (await Store.PutIfAbsent("t/c", new byte[1])).ShouldBeTrue();
        (await Keys("")).ShouldBe(["t/b", "t/c"]);
    }

    [Fact]
    public async Task What_a_killed_owner_left_is_swept_and_a_living_ones_place_is_not()
    {
        await Store.Put("a", new byte[1]);
        Files.CreateDirectory("lake/.incoming/7");
        Files.Open("lake/.incoming/7/0", FileAccessMode.Create).Dispose();
        Files.Open("lake/.incoming/0/99", FileAccessMode.Create).Dispose();
        using (var second = new LocalObjectStore(Files, "lake"))
        {
            await second.Put("b", new byte[1]);
            Files.DirectoryExists("lake/.incoming/7").ShouldBeFalse();
            Files.FileExists("lake/.incoming/0/99").ShouldBeTrue();
        }

        (await Keys("")).ShouldBe(["a", "b"]);
    }

    private async Task<string> Text(string key) => Encoding.UTF8.GetString((await Store.Get(key)).ShouldNotBeNull());

    private async Task<List<string>> Keys(string prefix, string? startAfter = null)
    {
        var keys = new List<string>();
        await foreach (var entry in Store.List(prefix, startAfter))
        {
            keys.Add(entry.Key);
        }

        return keys;
    }
}
