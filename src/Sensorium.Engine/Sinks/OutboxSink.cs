using Sensorium.Core;
using Sensorium.Core.Sinks;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Sinks;

/// <summary>
/// Hands rows to something outside every transaction, such as whoever sends messages, at least once. The rows stay in the checkpoint until
/// they are handed over, so that after a crash they may come again.
/// </summary>
/// <param name="deliver">Is given the rows of an epoch, and returns when they are kept.</param>
internal sealed class OutboxSink(string name, Schema schema, Action<Batch> deliver) : ISink
{
    private static readonly IReadOnlyDictionary<string, long> _noApplications = new Dictionary<string, long>();

    public string Name => name;

    public Schema Schema => schema;

    public bool IsTransactional => false;

    public ValueTask<IReadOnlyDictionary<string, long>> Applications(CancellationToken cancellation) =>
        ValueTask.FromResult(_noApplications);

    public ValueTask<byte[]?> Stage(IReadOnlyList<Batch> rows, CancellationToken cancellation)
    {
        var writer = new StateWriter();
        foreach (var batch in rows.Where(batch => batch.Count > 0))
        {
            ColumnState.SaveRows(batch, 0, batch.Count, writer);
        }

        return ValueTask.FromResult(writer.Length == 0 ? null : writer.Written.ToArray());
    }

    public ValueTask Commit(SinkCommit commit, CancellationToken cancellation)
    {
        foreach (var staged in commit.Staged)
        {
            var reader = new StateReader(staged);
            while (!reader.AtEnd)
            {
                var rows = new Batch(schema);
                ColumnState.LoadRows(rows, ref reader);
                deliver(rows);
            }
        }

        return ValueTask.CompletedTask;
    }
}
