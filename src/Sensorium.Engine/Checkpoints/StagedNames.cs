using System.Text;
using Sensorium.Core.Files;

namespace Sensorium.Engine.Checkpoints;

/// <summary>
/// The files that checkpoints list as staged. Between an epoch's commit point and the commit of its table nothing else names them, and a
/// pipeline that waits for its disk may stand there for days.
/// </summary>
public sealed class StagedNames
{
    private const int Attempts = 10;

    private readonly List<byte[]> _epochs = [];

    private StagedNames()
    {
    }

    /// <summary>
    /// Reads the newest checkpoint of every pipeline, running or not. Before the tables' logs: what is committed meanwhile then stands in
    /// these.
    /// </summary>
    /// <param name="directory">A folder for each pipeline; may not exist.</param>
    /// <exception cref="Core.SensoriumException">SN4001: a damaged checkpoint, of which nobody can tell what it lists.</exception>
    public static StagedNames Of(IFileSystem files, string directory)
    {
        var names = new StagedNames();
        foreach (var entry in files.List(directory).Where(entry => entry.IsDirectory))
        {
            if (Look(files, $"{directory}/{entry.Name}").TryGetValue("epoch", out var epoch))
            {
                names._epochs.Add(epoch);
            }
        }

        return names;
    }

    /// <summary>A running pipeline removes files that a newer checkpoint stands for, also those just listed here.</summary>
    private static IReadOnlyDictionary<string, byte[]> Look(IFileSystem files, string directory)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return CheckpointStore.Look(files, directory);
            }
            catch (FileNotFoundException) when (attempt < Attempts)
            {
                // The next list has the newer one.
            }
        }
    }

    /// <summary>
    /// Whether a checkpoint lists a file. What a sink has staged only the sink can read; a file's name stands in it as it is.
    /// </summary>
    /// <param name="name">Relative to its table, so long that nothing else has it by chance.</param>
    public bool Contains(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return _epochs.Exists(epoch => epoch.AsSpan().IndexOf(bytes) >= 0);
    }
}
