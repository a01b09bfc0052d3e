using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sinks;
using Sensorium.Core.Tables;

namespace Sensorium.Engine.Tests.Execution;

/// <summary>Tables that keep committed rows as text, a line a row, and each application's epochs once.</summary>
internal sealed class MemoryTableStore : ITableStore
{
    private readonly Dictionary<string, MemoryTable> _tables = [];

    public IReadOnlyList<string> Rows(string table) => [.. _tables[table].Committed.Order(StringComparer.Ordinal)];

    public ValueTask<ISink> Open(TableDefinition definition, CancellationToken cancellation)
    {
        if (!_tables.TryGetValue(definition.Name, out var table))
        {
            _tables[definition.Name] = table = new(definition);
        }

        return ValueTask.FromResult<ISink>(table);
    }

    private sealed class MemoryTable(TableDefinition definition) : ISink
    {
        private readonly Dictionary<string, List<string>> _staged = [];
        private readonly Dictionary<string, long> _epochs = [];

        public List<string> Committed { get; } = [];

        public string Name => definition.Name;

        public Schema Schema => definition.Schema;

        public bool IsTransactional => true;

        public ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, long>>(_epochs);

        public ValueTask<byte[]?> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
        {
            var name = $"file-{_staged.Count}";
            _staged[name] = [.. rows.SelectMany(RowText.All)];
            return ValueTask.FromResult<byte[]?>(Encoding.UTF8.GetBytes(name));
        }

        public ValueTask Commit(SinkCommit commit, CancellationToken cancellation)
        {
            if (commit.Staged.Count > 0 && _epochs.GetValueOrDefault(commit.ApplicationId) < commit.Epoch)
            {
                Committed.AddRange(commit.Staged.SelectMany(file => _staged[Encoding.UTF8.GetString(file)]));
                _epochs[commit.ApplicationId] = commit.Epoch;
            }

            return ValueTask.CompletedTask;
        }
    }
}
