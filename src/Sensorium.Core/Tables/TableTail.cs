namespace Sensorium.Core.Tables;

/// <summary>
/// The rows of a pipeline that its table does not have yet. Beside a version of the table they are there once: where that version has
/// committed <paramref name="Epoch"/> of the application, the table's rows and these are all; where it has committed a later one, these are
/// among the table's.
/// </summary>
/// <param name="Table">Full name.</param>
/// <param name="Epoch">The newest epoch of the application that these rows come after; 0 before the first.</param>
/// <param name="Rows">They change no more.</param>
/// <param name="Made">Rows that the pipeline has made since it was opened, committed or not.</param>
public sealed record TableTail(string Table, Schema Schema, string ApplicationId, long Epoch, IReadOnlyList<Batch> Rows, long Made);
