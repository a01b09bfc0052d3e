using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;

namespace Sensorium.Streams.Tests;

/// <summary>A log in a folder of its own, on a clock that stands still, which goes when the test does.</summary>
internal sealed class TestLog : IDisposable
{
    internal const string Folder = "city/streams/temp";

    private readonly TemporaryFolder _root = new();

    internal TestLog()
    {
        Files = new(new LocalFileSystem(_root.Path));
        Clock = new(Time);
        Scheduler = new(Clock);
    }

    internal FaultyFileSystem Files { get; }

    internal FakeTimeProvider Time { get; } = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>What the machine shows, which is <see cref="Time"/> unless it is wrong.</summary>
    internal SkewedTime Clock { get; }

    internal ThreadScheduler Scheduler { get; }

    internal StreamLogOptions Options { get; set; } = new() { PartitionCount = 1 };

    internal StreamLog Open() => StreamLog.Open(Files, Scheduler, Folder, "temp", Options);

    internal StreamLog OpenReadOnly() => StreamLog.OpenReadOnly(Files, Scheduler, Folder, "temp");

    internal string PathOf(string name) => Path.Combine(_root.Path, Folder, name);

    internal string[] Segments(int partition = 0) =>
        [.. Directory.GetFiles(PathOf($"{partition}"), "*.segment").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])).Order()];

    /// <summary>The log as a kill at this moment leaves it, in another folder.</summary>
    internal TestLog Fork()
    {
        var fork = new TestLog { Options = Options };
        fork.Time.SetUtcNow(Time.GetUtcNow());
        foreach (var file in Directory.GetFiles(PathOf("."), "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock")
            {
                continue;
            }

            var copy = fork.PathOf(Path.GetRelativePath(PathOf("."), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return fork;
    }

    /// <summary>Text of a length, other for each letter, that no compression shrinks by an eighth.</summary>
    internal static string Noise(char letter, int length)
    {
        var random = new Random(letter);
        return string.Create(length, random, static (text, random) =>
        {
            foreach (ref var one in text)
            {
                one = (char)random.Next(128);
            }
        });
    }

    internal static RecordBatch Batch(params string[] values)
    {
        var batch = new RecordBatch();
        foreach (var value in values)
        {
            batch.Add(Encoding.UTF8.GetBytes(value));
        }

        return batch;
    }

    /// <summary>Appends each value to partition 0 in a batch of its own.</summary>
    internal static async Task AppendEach(StreamLog log, params string[] values)
    {
        foreach (var value in values)
        {
            (await log.Append(new(0, Batch(value)))).Outcome.ShouldBe(AppendOutcome.Appended);
        }
    }

    internal static List<string> Values(ISourcePartition partition, long from = 0, int maxBytes = 1 << 20)
    {
        var values = new List<string>();
        var block = new RecordBlock();
        var position = Position.FromOffset(from);
        while (partition.Read(block, position, maxBytes) > 0)
        {
            for (var i = 0; i < block.Count; i++)
            {
                values.Add(Encoding.UTF8.GetString(block.Value(i)));
            }

            position = block.Next;
        }

        return values;
    }

    public void Dispose() => _root.Dispose();
}
