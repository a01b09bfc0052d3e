using Sensorium.Core;
using Sensorium.Core.Tables;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>Tables that keep committed rows as text, a line a row, and each application's epochs once.</summary>
internal sealed class MemoryTableStore : ITableStore
{
    private readonly Dictionary<string, MemoryTable> _tables = [];

    public IReadOnlyList<string> Rows(string table) => [.. _tables[table].Committed.Order(StringComparer.Ordinal)];

    public ValueTask<ITable> Open(TableDefinition definition, CancellationToken cancellation)
    {
        if (!_tables.TryGetValue(definition.Name, out var table))
        {
            _tables[definition.Name] = table = new(definition);
        }

        return ValueTask.FromResult<ITable>(table);
    }

    private sealed class MemoryTable(TableDefinition definition) : ITable
    {
        private readonly Dictionary<string, List<string>> _staged = [];
        private readonly Dictionary<string, long> _epochs = [];

        public List<string> Committed { get; } = [];

        public string Name => definition.Name;

        public Schema Schema => definition.Schema;

        public ValueTask<long?> CommittedEpoch(string applicationId, CancellationToken cancellation) =>
            ValueTask.FromResult<long?>(_epochs.TryGetValue(applicationId, out var epoch) ? epoch : null);

        public ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, long>>(_epochs);

        public ValueTask<IReadOnlyList<StagedFile>> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
        {
            var name = $"file-{_staged.Count}";
            _staged[name] = [.. rows.SelectMany(RowText.All)];
            return ValueTask.FromResult<IReadOnlyList<StagedFile>>([new(name, new Dictionary<string, string?>(), 0, _staged[name].Count, "{}")]);
        }

        public ValueTask Commit(TableCommit commit, CancellationToken cancellation)
        {
            if (commit.Files.Count > 0 && _epochs.GetValueOrDefault(commit.ApplicationId) < commit.Epoch)
            {
                Committed.AddRange(commit.Files.SelectMany(file => _staged[file.Path]));
                _epochs[commit.ApplicationId] = commit.Epoch;
            }

            return ValueTask.CompletedTask;
        }
    }
}
