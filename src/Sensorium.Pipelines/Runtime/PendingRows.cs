using System.Globalization;
using Sensorium.Core;
using Sensorium.Pipelines.Checkpoints;
using Sensorium.Pipelines.State;

namespace Sensorium.Pipelines.Runtime;

/// <summary>Rows for one table that no commit has taken yet. Those of a pipeline with state stand in its checkpoint, a section a batch.</summary>
internal sealed class PendingRows(string section, Schema schema)
{
    private readonly List<Batch> _batches = [];
    private int _saved;

    public IReadOnlyList<Batch> Batches => _batches;

    public long Count { get; private set; }

    public void Add(Batch rows)
    {
        if (rows.Count > 0)
        {
            _batches.Add(rows);
            Count += rows.Count;
        }
    }

    /// <summary>Forgets the rows: they are staged.</summary>
    public void Clear(List<CheckpointChange>? changes = null)
    {
        for (var i = 0; i < _saved; i++)
        {
            changes?.Add(new(Key(i), null));
        }

        _batches.Clear();
        (Count, _saved) = (0, 0);
    }

    /// <summary>Adds the batches that no checkpoint holds yet.</summary>
    public void Save(List<CheckpointChange> changes)
    {
        for (; _saved < _batches.Count; _saved++)
        {
            var writer = new StateWriter();
            ColumnState.SaveRows(_batches[_saved], 0, _batches[_saved].Count, writer);
            changes.Add(new(Key(_saved), writer.Written.ToArray()));
        }
    }

    public void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        for (; sections.TryGetValue(Key(_saved), out var section); _saved++)
        {
            var rows = new Batch(schema);
            var reader = new StateReader(section);
            ColumnState.LoadRows(rows, ref reader);
            Add(rows);
        }
    }

    private string Key(int batch) => string.Create(CultureInfo.InvariantCulture, $"rows/{section}/{batch}");
}
