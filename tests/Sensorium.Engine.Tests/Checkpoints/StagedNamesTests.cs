using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Tests.Execution;

namespace Sensorium.Engine.Tests.Checkpoints;

public sealed class StagedNamesTests
{
    [Fact]
    public void What_a_pipeline_has_staged_is_listed_until_its_table_has_it()
    {
        using var city = new PipelineCity();
        StagedNames Names() => StagedNames.Of(new LocalFileSystem(), city.Options.Checkpoints);
        Names().Contains("file-0").ShouldBeFalse();

        // The table's disk refuses from its first commit on; the pipeline tries again and again.
        city.Tables.Failures["Commit"] = 1_000_000;
        city.Start("CREATE TABLE plain AS SELECT device, value FROM t;");
        city.Log.Append(0, PipelineCity.Event("a", 1, 1));
        city.Advance(200);
        Names().Contains("file-0").ShouldBeTrue();
        Names().Contains("file-1").ShouldBeFalse();
        city.Abort();
        Names().Contains("file-0").ShouldBeTrue();

        city.Tables.Failures.Clear();
        city.Start("CREATE TABLE plain AS SELECT device, value FROM t;");
        city.Log.Append(0, PipelineCity.Event("b", 2, 2));
        city.Advance(120);
        city.Tables.Rows("processed.plain").Count.ShouldBe(2);
        Names().Contains("file-0").ShouldBeFalse();
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_and_a_folder_that_is_not_there_lists_nothing()
    {
        using var city = new PipelineCity();
        StagedNames.Of(new LocalFileSystem(), city.Options.Checkpoints + "-none").Contains("file-0").ShouldBeFalse();
        city.Start("CREATE TABLE plain AS SELECT device, value FROM t;");
        city.Log.Append(0, PipelineCity.Event("a", 1, 1));
        city.Advance(60);
        city.Abort();
        foreach (var path in Directory.GetFiles(city.Options.Checkpoints, "*.base", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            bytes[^9] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        Should.Throw<SensoriumException>(() => StagedNames.Of(new LocalFileSystem(), city.Options.Checkpoints)).Code.ShouldBe("SN4001");
    }
}
