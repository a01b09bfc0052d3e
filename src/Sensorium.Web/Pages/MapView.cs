using Sensorium.Core;

namespace Sensorium.Web.Pages;

/// <summary>What a page's map shows at first.</summary>
/// <param name="Zoom">As on the web: each step doubles the scale, 0 shows the world.</param>
internal sealed record MapView(GeoPoint Center, double Zoom);
