using Sensorium.Core;

namespace Sensorium.Engine.Execution;

/// <summary>How far a live pipeline is, as of its last round; where it stands still, how far behind it has fallen since.</summary>
/// <param name="Watermark">The least of its partitions' watermarks; null before each partition has one.</param>
/// <param name="Lag">How long the oldest records that wait have been unread, by append time; zero where nothing waits.</param>
/// <param name="WatermarkStood">How long the watermark has not moved although records were read; zero where it moves, or none came.</param>
/// <param name="StateBytes">Of open windows, waiting rows and remembered keys.</param>
/// <param name="NewestCanary">Append time of the newest canary that has passed; null before one has since this start.</param>
public readonly record struct PipelineProgress(
    EventTime? Watermark, TimeSpan Lag, TimeSpan WatermarkStood, long StateBytes, EventTime? NewestCanary);
