using Sensorium.Core;

namespace Sensorium.Pipelines.Expressions.Compilation;

internal delegate int FilterLoop(Batch input, int[]? selection, int count, int[] selected, RowFaults faults, TextArena arena);
