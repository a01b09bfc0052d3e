using Sensorium.Lake.DuckDb;

namespace Sensorium.Lake.Query;

/// <summary>A lake's tables as they were when <see cref="LakeViews.Look"/> was called, until disposed.</summary>
public sealed class LakeView : IDisposable
{
    private readonly DuckDatabase _database;
    private readonly List<BatchRelation> _relations;
    private Action? _release;

    internal LakeView(DuckDatabase database, List<BatchRelation> relations, Action release) =>
        (_database, _relations, _release) = (database, relations, release);

    /// <inheritdoc cref="DuckConnection.Read"/>
    public DuckResult Read(string sql, CancellationToken cancellation) => _database.Read(sql, cancellation);

    public void Dispose()
    {
        _relations.ForEach(relation => relation.Dispose());
        _release?.Invoke();
        _release = null;
    }
}
