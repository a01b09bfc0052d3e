using Sensorium.Core;

namespace Sensorium.Pipelines.Runtime;

/// <summary>How far a pipeline has come.</summary>
/// <param name="Watermark">Event time before which nothing more is expected; at its ends, <see cref="EventTime.MinValue"/> before the first record.</param>
/// <param name="At">When this was so.</param>
/// <param name="ReadThrough">Append time up to which records are read, where some wait; null where none does.</param>
public sealed record PipelineProgress(EventTime Watermark, EventTime At, EventTime? ReadThrough);
