using Sensorium.Core;

namespace Sensorium.Engine.Execution;

/// <param name="Now">Stands in for the append time of input that has none.</param>
/// <param name="Lanes">Decode and aggregate in parallel; 1 or more.</param>
/// <param name="BlockBytes">About this much of a partition is decoded at a time.</param>
/// <param name="StageRows">Finite input stages a file whenever this many output rows are there.</param>
/// <param name="FiresAtEnd">Whether the end of finite input fires the windows that are open; else they stay in the checkpoint.</param>
/// <param name="StateBudget">Of finite input's open windows, waiting rows and remembered keys, in bytes.</param>
public sealed record PipelineOptions(
    EventTime Now, int Lanes = 1, int BlockBytes = 1 << 18, int StageRows = 1 << 20, bool FiresAtEnd = true, long StateBudget = 2L << 30);
