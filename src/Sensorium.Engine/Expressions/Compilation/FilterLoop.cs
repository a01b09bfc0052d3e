using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

internal delegate int FilterLoop(Batch input, int[]? selection, int count, int[] selected, RowFaults faults, TextArena arena);
