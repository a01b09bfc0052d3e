using System.Buffers.Binary;
using System.Numerics;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_base_and_its_deltas_give_the_newest_sections()
    {
        var random = new Random(3);
        var expected = new Dictionary<string, byte[]>();
        var store = Open();
        for (var round = 0; round < 200; round++)
        {
            var changes = new List<CheckpointChange>();
            foreach (var key in Enumerable.Range(0, 3).Select(_ => $"pane/{random.Next(20)}").Distinct())
            {
                var content = random.Next(4) == 0 ? null : new byte[random.Next(2000)];
                changes.Add(new(key, content));
                expected.Remove(key);
                if (content is not null)
                {
                    expected[key] = content;
                }
            }

            store.Save(changes);
            if (round % 17 == 0)
            {
                store = Open();
                store.Sections.Keys.Order().ShouldBe(expected.Keys.Order());
                store.Sections.ShouldAllBe(section => section.Value.Length == expected[section.Key].Length);
            }
        }

        Directory.GetFiles(_folder.Path).Length.ShouldBeLessThan(150);
    }

    [Fact]
    public void A_damaged_file_is_refused_by_name()
    {
        Open().Save([new("positions", [1, 2, 3])]);
        var file = Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
        var bytes = File.ReadAllBytes(file);
        bytes[^6] ^= 1;
        File.WriteAllBytes(file, bytes);
        var error = Should.Throw<SensoriumException>(() => Open());
        error.Code.ShouldBe("SN4001");
        error.Message.ShouldContain(Path.GetFileName(file));
    }

    [Fact]
    public void A_checkpoint_of_another_format_is_refused_as_such_and_not_as_damaged()
    {
        Open().Save([new("positions", [1, 2, 3])]);
        var file = Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
        var bytes = File.ReadAllBytes(file);
        bytes[4]--;
        var crc = uint.MaxValue;
        foreach (var value in bytes.AsSpan(0, bytes.Length - 4))
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), ~crc);
        File.WriteAllBytes(file, bytes);
        var error = Should.Throw<SensoriumException>(() => Open());
        error.Code.ShouldBe("SN4008");
        error.Message.ShouldContain(Path.GetFileName(file));
    }

    [Fact]
    public void A_checkpoint_of_another_plan_is_refused()
    {
        Open().Save([new("positions", [1])]);
        Should.Throw<SensoriumException>(() => Open("other plan")).Code.ShouldBe("SN4002");
    }

    private CheckpointStore Open(string fingerprint = "plan")
    {
        var store = new CheckpointStore(new LocalFileSystem(_folder.Path), ".", fingerprint);
        store.Load();
        return store;
    }
}
