namespace Sensorium.Core.Tables;

/// <summary>The lake as pipelines see it: tables by definition.</summary>
public interface ITableStore
{
    /// <summary>Opens the table, creating it where it does not stand. A table of another schema is refused by name.</summary>
    ValueTask<ITable> Open(TableDefinition definition, CancellationToken cancellation);
}
