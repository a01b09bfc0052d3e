using Sensorium.Core.Sinks;

namespace Sensorium.Core.Tables;

/// <summary>Tables that keep the rows staged into them in memory, by full name; epochs are not kept.</summary>
public sealed class MemoryTables : ITableStore
{
    private readonly Dictionary<string, MemoryTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Null where no pipeline has opened it.</summary>
    public Schema? SchemaOf(string table) => _tables.GetValueOrDefault(table)?.Schema;

    /// <summary>All rows that pipelines have staged, in order.</summary>
    public IReadOnlyList<Batch> RowsOf(string table) => _tables[table].Rows;

    public ValueTask<ISink> Open(TableDefinition definition, CancellationToken cancellation)
    {
        if (!_tables.TryGetValue(definition.Name, out var table))
        {
            _tables.Add(definition.Name, table = new(definition));
        }

        return ValueTask.FromResult<ISink>(table);
    }

    private sealed class MemoryTable(TableDefinition definition) : ISink
    {
        public List<Batch> Rows { get; } = [];

        public string Name => definition.Name;

        public Schema Schema => definition.Schema;

        public bool IsTransactional => true;

        public ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());

        public ValueTask<byte[]?> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
        {
            // Batches are pooled, and the pipeline goes on with these.
            foreach (var batch in rows)
            {
                var copy = new Batch(definition.Schema, batch.Count);
                for (var row = 0; row < batch.Count; row++)
                {
                    copy.AppendRow(batch, row);
                }

                Rows.Add(copy);
            }

            return ValueTask.FromResult<byte[]?>(null);
        }

        public ValueTask Commit(SinkCommit commit, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
