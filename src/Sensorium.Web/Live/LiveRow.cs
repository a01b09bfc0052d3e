namespace Sensorium.Web.Live;

/// <summary>A row as the page shows it.</summary>
/// <param name="Sequence">Counts the table's rows from 0, also those that were not kept.</param>
/// <param name="Json">A JSON array of the row's values.</param>
internal sealed record LiveRow(long Sequence, byte[] Json);
