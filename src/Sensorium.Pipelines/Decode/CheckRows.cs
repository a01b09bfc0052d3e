using Sensorium.Core;

namespace Sensorium.Pipelines.Decode;

/// <summary>Judges one column's CHECK over the rows of a batch.</summary>
/// <param name="verdicts">By row; <see cref="RejectReason.None"/> before. Set to <see cref="RejectReason.CheckFailed"/> where the CHECK is
/// false and to <see cref="RejectReason.CheckFault"/> where it cannot be computed; a null passes.</param>
public delegate void CheckRows(Batch rows, Span<RejectReason> verdicts);
