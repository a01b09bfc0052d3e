namespace Sensorium.Sql.Plan;

/// <param name="HasHeader">The first row of a file names the columns; without, they come in declared order.</param>
/// <param name="Nulls">Text that stands for NULL beside the empty field; null for none. Holds for JSON strings too.</param>
public sealed record CsvOptions(bool HasHeader = true, char Delimiter = ',', string? Nulls = null);
