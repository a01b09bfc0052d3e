namespace Sensorium.Web.Map;

/// <summary>What changed in a layer between two ticks, as JSON, rendered once for all who look.</summary>
/// <param name="Number">Frames of a layer are numbered without gaps; after a gap nothing that was sent holds any more.</param>
internal sealed record LayerFrame(long Number, byte[] Json);
