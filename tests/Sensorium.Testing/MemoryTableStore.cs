using System.Text;
using Sensorium.Core;
using Sensorium.Core.Sinks;
using Sensorium.Core.Tables;

namespace Sensorium.Testing;

/// <summary>
/// Tables that keep committed rows as text, a line a row, and each application's epochs once. They outlive the pipelines that open them
/// and fail when a test wants it.
/// </summary>
public sealed class MemoryTableStore : ITableStore
{
    private readonly Dictionary<string, MemoryTable> _tables = [];

    /// <summary>Calls that fail before they do anything, by what they are: Open, Stage, Commit.</summary>
    public Dictionary<string, int> Failures { get; } = [];

    /// <summary>Runs before each staging.</summary>
    public Action? BeforeStage { get; set; }

    public IReadOnlyList<string> Rows(string table) =>
        [.. _tables[table].Commits.SelectMany(commit => commit.Rows).Order(StringComparer.Ordinal)];

    /// <summary>Rows of each commit, in order.</summary>
    public IReadOnlyList<int> Commits(string table) => [.. _tables[table].Commits.Select(commit => commit.Rows.Count)];

    public IReadOnlyDictionary<string, long> Applications(string table) => _tables[table].Epochs;

    /// <summary>Says that an application has committed an epoch without rows.</summary>
    public void Feed(string table, string application, long epoch) => _tables[table].Epochs[application] = epoch;

    public ValueTask<ISink> Open(TableDefinition definition, CancellationToken cancellation)
    {
        MayFail(nameof(Open));
        return ValueTask.FromResult<ISink>(
            _tables.TryGetValue(definition.Name, out var table) ? table : _tables[definition.Name] = new(this, definition));
    }

    private void MayFail(string call)
    {
        if (Failures.GetValueOrDefault(call) > 0)
        {
            Failures[call]--;
            throw new IOException($"{call} failed.");
        }
    }

    private sealed class MemoryTable(MemoryTableStore store, TableDefinition definition) : ISink
    {
        private readonly Dictionary<string, List<string>> _staged = [];

        public List<(long Epoch, List<string> Rows)> Commits { get; } = [];

        public Dictionary<string, long> Epochs { get; } = [];

        public string Name => definition.Name;

        public Schema Schema => definition.Schema;

        public bool IsTransactional => true;

        public ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, long>>(Epochs);

        public ValueTask<byte[]?> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
        {
            store.BeforeStage?.Invoke();
            store.MayFail(nameof(Stage));
            var name = $"file-{_staged.Count}";
            _staged[name] = [.. rows.SelectMany(RowText.All)];
            return ValueTask.FromResult<byte[]?>(Encoding.UTF8.GetBytes(name));
        }

        public ValueTask Commit(SinkCommit commit, CancellationToken cancellation)
        {
            store.MayFail(nameof(Commit));
            if (Epochs.GetValueOrDefault(commit.ApplicationId) < commit.Epoch)
            {
                Epochs[commit.ApplicationId] = commit.Epoch;
                Commits.Add((commit.Epoch, [.. commit.Staged.SelectMany(file => _staged[Encoding.UTF8.GetString(file)])]));
            }

            return ValueTask.CompletedTask;
        }
    }
}
