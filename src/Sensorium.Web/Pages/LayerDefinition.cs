using Sensorium.Sql.Plan;

namespace Sensorium.Web.Pages;

/// <summary>Devices on a page's map, from the newest records of streams.</summary>
/// <param name="Unit">Of the value.</param>
/// <param name="Threshold">A row of the city's thresholds; null for none.</param>
internal sealed record LayerDefinition(
    string Name, string Title, LayerKind Kind, string? Unit, string? Threshold, FeedQuery Query, LayerColumns Columns);
