using Sensorium.Core;
using Sensorium.Core.Tables;

namespace Sensorium.Pipelines.Tests.Runtime;

/// <summary>Tables that keep committed rows as text, a line a row.</summary>
internal sealed class MemoryTableStore : ITableStore
{
    private readonly Dictionary<string, MemoryTable> _tables = [];

    public IReadOnlyList<string> Rows(string table) => [.. _tables[table].Committed.Order(StringComparer.Ordinal)];

    public ValueTask<ITable> Open(TableDefinition definition, CancellationToken cancellation) =>
        ValueTask.FromResult<ITable>(_tables[definition.Name] = new(definition));

    private sealed class MemoryTable(TableDefinition definition) : ITable
    {
        private readonly Dictionary<string, List<string>> _staged = [];

        public List<string> Committed { get; } = [];

        public string Name => definition.Name;

        public Schema Schema => definition.Schema;

        public ValueTask<long?> CommittedEpoch(string applicationId, CancellationToken cancellation) => ValueTask.FromResult<long?>(null);

        public ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());

        public ValueTask<IReadOnlyList<StagedFile>> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
        {
            var name = $"file-{_staged.Count}";
            _staged[name] = [.. rows.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => RowText.Of(batch, row)))];
            return ValueTask.FromResult<IReadOnlyList<StagedFile>>([new(name, new Dictionary<string, string?>(), 0, _staged[name].Count, "{}")]);
        }

        public ValueTask Commit(TableCommit commit, CancellationToken cancellation)
        {
            Committed.AddRange(commit.Files.SelectMany(file => _staged[file.Path]));
            return ValueTask.CompletedTask;
        }
    }
}
