using Sensorium.Core.Files;
using Sensorium.Simulation.Disks;

namespace Sensorium.Simulation.Pipelines;

/// <summary>
/// Keeps the segments that retention takes from a city's logs, so that at the end the logs can be read from their beginning. A sealed
/// segment never changes: one that a power cut brings back is as it was.
/// </summary>
internal sealed class RemovedSegments(SimulatedDisk disk)
{
    /// <summary>Where the whole logs stand in the end.</summary>
    public const string Whole = "whole";

    private const string Extension = ".segment";

    private readonly SortedDictionary<string, byte[]> _segments = new(StringComparer.Ordinal);

    /// <summary>How many retention has taken.</summary>
    public int Count => _segments.Count;

    public void Keep(string path, byte[] content)
    {
        if (IsSegment(path) && path.StartsWith(CityLife.Streams + "/", StringComparison.Ordinal))
        {
            _segments[path] = content;
        }
    }

    /// <summary>Makes the whole log of a stream of what retention has taken and what stands.</summary>
    public void Restore(string stream)
    {
        var folder = $"{CityLife.Streams}/{stream}";
        disk.CreateDirectory($"{Whole}/{stream}");
        Write($"{Whole}/{stream}/stream.json", DurableFiles.Read(disk, $"{folder}/stream.json"));
        foreach (var partition in disk.List(folder).Where(entry => entry.IsDirectory))
        {
            var own = $"{folder}/{partition.Name}/";
            var standing = disk.List(own).Select(entry => own + entry.Name).Where(IsSegment)
                .ToDictionary(path => path, path => DurableFiles.Read(disk, path));
            foreach (var (path, content) in standing)
            {
                _segments.GetValueOrDefault(path, content).ShouldBe(content, path);
            }

            disk.CreateDirectory($"{Whole}/{stream}/{partition.Name}");
            foreach (var (path, content) in standing.Concat(
                _segments.Where(removed => removed.Key.StartsWith(own, StringComparison.Ordinal))).DistinctBy(segment => segment.Key))
            {
                Write($"{Whole}/{path[(CityLife.Streams.Length + 1)..]}", content);
            }
        }
    }

    /// <summary>Its name is the offset of its first record; others are not in use.</summary>
    private static bool IsSegment(string path) =>
        path.EndsWith(Extension, StringComparison.Ordinal) && char.IsAsciiDigit(path[path.LastIndexOf('/') + 1]);

    private void Write(string path, byte[] content)
    {
        using var file = disk.Open(path, FileAccessMode.Create);
        file.Write(content, 0);
    }
}
