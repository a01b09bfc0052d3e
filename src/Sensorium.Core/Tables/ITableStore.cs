using Sensorium.Core.Sinks;

namespace Sensorium.Core.Tables;

/// <summary>The lake as pipelines see it: a sink for each table, by its definition.</summary>
public interface ITableStore
{
    /// <summary>Opens the table, creating it where it does not stand. A table of another schema is refused by name.</summary>
    ValueTask<ISink> Open(TableDefinition definition, CancellationToken cancellation);
}
