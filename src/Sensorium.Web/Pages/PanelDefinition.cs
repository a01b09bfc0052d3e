namespace Sensorium.Web.Pages;

/// <summary>A part of a page that shows rows of the lake.</summary>
/// <param name="Sql">
/// DuckDB's, over the lake's tables: the first TIMESTAMP of its rows is their time, the first number the value, a VARCHAR the series' name.
/// </param>
/// <param name="Threshold">A row of the city's thresholds; null for none.</param>
/// <param name="Layer">The layer of the page that shows the same devices; null for none.</param>
/// <param name="At">Null where the page finds a place.</param>
internal sealed record PanelDefinition(
    string Name, string Title, PanelKind Kind, string Sql, string? Unit, string? Threshold, string? Layer, PanelSlot? At);
