using Sensorium.Core;

namespace Sensorium.Engine.Execution;

/// <summary>Takes rows of a query. They are the caller's again when it returns.</summary>
/// <param name="query">Its number, in the order in which the queries were given.</param>
/// <param name="selection">Rows of the batch that count, ascending; null for all.</param>
/// <param name="count">How many count.</param>
public delegate void RowSink(int query, Batch rows, int[]? selection, int count);
