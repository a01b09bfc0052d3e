namespace Sensorium.Core.Tables;

/// <summary>
/// The rows of a pipeline that its table does not have yet. Combine them with a snapshot of the table as follows: if the snapshot's last
/// epoch of the application equals <paramref name="Epoch"/>, take both; if it is greater, ignore these rows, which the snapshot has.
/// </summary>
/// <param name="Table">Full name.</param>
/// <param name="Epoch">The newest epoch of the application that these rows come after; 0 before the first.</param>
/// <param name="Rows">They change no more.</param>
/// <param name="Made">Rows that the pipeline has made since it was opened, committed or not.</param>
public sealed record TableTail(string Table, Schema Schema, string ApplicationId, long Epoch, IReadOnlyList<Batch> Rows, long Made);
