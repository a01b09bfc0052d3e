namespace Sensorium.Web.Pages;

/// <summary>Where a panel stands in the page's grid of twelve columns.</summary>
/// <param name="Column">From 1.</param>
/// <param name="Row">From 1.</param>
internal sealed record PanelSlot(int Column, int Row, int Width, int Height);
