namespace Sensorium.Web.Pages;

/// <summary>What is still well, of one kind of value.</summary>
/// <param name="Low">Null where nothing is too low.</param>
/// <param name="High">Null where nothing is too high.</param>
public sealed record Threshold(double? Low, double? High, string? Unit);
