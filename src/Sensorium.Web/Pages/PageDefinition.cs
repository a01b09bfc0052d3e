namespace Sensorium.Web.Pages;

/// <summary>A file of <c>pages/</c>, checked.</summary>
/// <param name="Name">The file's, without its extension; in the page's address.</param>
/// <param name="Map">Null for a page without one.</param>
/// <param name="IsMade">Whether no file says it, but it was made from the catalog; nobody has chosen what its map shows at first.</param>
internal sealed record PageDefinition(
    string Name, string Title, MapView? Map, IReadOnlyList<LayerDefinition> Layers, IReadOnlyList<PanelDefinition> Panels, bool IsMade);
