using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Tests.DuckDb;

public sealed class DuckScratchTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void What_a_killed_process_left_is_removed_and_what_is_in_use_stays()
    {
        using var used = new DuckScratch(_root.Path);
        var left = Directory.CreateDirectory(Path.Combine(_root.Path, "left")).FullName;
        File.WriteAllText(Path.Combine(left, "lock"), "");
        File.WriteAllText(Path.Combine(left, "0.parquet"), "half a file");
        var spill = Directory.CreateDirectory(Path.Combine(_root.Path, "spill")).FullName;
        var own = Directory.CreateDirectory(Path.Combine(_root.Path, "own")).FullName;
        var now = DateTimeOffset.UtcNow;
        DuckScratch.RemoveAbandoned(_root.Path, own, now).ShouldBe(0);
        DuckScratch.RemoveAbandoned(_root.Path, own, now.AddMinutes(2)).ShouldBe(1);
        Directory.Exists(left).ShouldBeFalse();
        DuckScratch.RemoveAbandoned(_root.Path, own, now.AddDays(2)).ShouldBe(1);
        Directory.GetFileSystemEntries(_root.Path).Order().ShouldBe(new[] { used.Folder, own }.Order());
        Directory.Exists(spill).ShouldBeFalse();
    }

    [Fact]
    public void Where_nothing_was_written_yet_nothing_is_removed() =>
        DuckScratch.RemoveAbandoned(Path.Combine(_root.Path, "none"), "", DateTimeOffset.UtcNow).ShouldBe(0);
}
