using System.Globalization;
using Sensorium.Core;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Execution;

/// <summary>Rows for one table that no commit has taken yet. Those of a pipeline with state stand in its checkpoint, a section a batch.</summary>
internal sealed class PendingRows(string section, Schema schema)
{
    private const int FirstBatches = 16;

    private Batch[] _batches = [];
    private int _filled;
    private int _saved;

    /// <summary>Those that wait now. What this gives never changes, and may be read on another thread while more come.</summary>
    public ArraySegment<Batch> Batches => new(_batches, 0, _filled);

    public long Count { get; private set; }

    /// <summary>Rows that ever came.</summary>
    public long Made { get; private set; }

    public void Add(Batch rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (_filled == _batches.Length)
        {
            Array.Resize(ref _batches, Math.Max(FirstBatches, _filled * 2));
        }

        _batches[_filled++] = rows;
        Count += rows.Count;
        Made += rows.Count;
    }

    /// <summary>Forgets the rows: they are staged.</summary>
    public void Clear(List<CheckpointChange>? changes = null)
    {
        for (var i = 0; i < _saved; i++)
        {
            changes?.Add(new(Key(i), null));
        }

        // Others may still read the batches, so their array is left to them.
        _batches = [];
        (Count, _filled, _saved) = (0, 0, 0);
    }

    /// <summary>Adds the batches that no checkpoint holds yet.</summary>
    public void Save(List<CheckpointChange> changes)
    {
        for (; _saved < _filled; _saved++)
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
