using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Tests.DuckDb;

public sealed class DuckScratchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sensorium-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void What_a_killed_process_left_is_removed_and_what_is_in_use_stays()
    {
        using var used = new DuckScratch(_root);
        var left = Directory.CreateDirectory(Path.Combine(_root, "left")).FullName;
        File.WriteAllText(Path.Combine(left, "lock"), "");
        File.WriteAllText(Path.Combine(left, "0.parquet"), "half a file");
        var spill = Directory.CreateDirectory(Path.Combine(_root, "spill")).FullName;
        var own = Directory.CreateDirectory(Path.Combine(_root, "own")).FullName;
        var now = DateTimeOffset.UtcNow;
        DuckScratch.RemoveAbandoned(_root, own, now).ShouldBe(0);
        DuckScratch.RemoveAbandoned(_root, own, now.AddMinutes(2)).ShouldBe(1);
        Directory.Exists(left).ShouldBeFalse();
        DuckScratch.RemoveAbandoned(_root, own, now.AddDays(2)).ShouldBe(1);
        Directory.GetFileSystemEntries(_root).Order().ShouldBe(new[] { used.Folder, own }.Order());
        Directory.Exists(spill).ShouldBeFalse();
    }

    [Fact]
    public void Where_nothing_was_written_yet_nothing_is_removed() =>
        DuckScratch.RemoveAbandoned(Path.Combine(_root, "none"), "", DateTimeOffset.UtcNow).ShouldBe(0);
}
