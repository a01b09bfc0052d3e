using Sensorium.Core;
using Sensorium.Core.Tables;

namespace Sensorium.CityTests;

/// <summary>Tables that keep the rows of finite pipelines in memory, by full name.</summary>
internal sealed class CollectedTables : ITableStore
{
    private readonly Dictionary<string, CollectedTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Null where no pipeline has opened it.</summary>
    public Schema? SchemaOf(string table) => _tables.GetValueOrDefault(table)?.Schema;

    public IReadOnlyList<Batch> RowsOf(string table) => _tables[table].Rows;

    public ValueTask<ITable> Open(TableDefinition definition, CancellationToken cancellation)
    {
        if (!_tables.TryGetValue(definition.Name, out var table))
        {
            _tables.Add(definition.Name, table = new(definition));
        }

        return ValueTask.FromResult<ITable>(table);
    }

    private sealed class CollectedTable(TableDefinition definition) : ITable
    {
        public List<Batch> Rows { get; } = [];

        public string Name => definition.Name;

        public Schema Schema => definition.Schema;

        public ValueTask<long?> CommittedEpoch(string applicationId, CancellationToken cancellation) => ValueTask.FromResult<long?>(null);

        public ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());

        public ValueTask<IReadOnlyList<StagedFile>> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
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

            return ValueTask.FromResult<IReadOnlyList<StagedFile>>([]);
        }

        public ValueTask Commit(TableCommit commit, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
