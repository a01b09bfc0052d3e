using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

internal delegate void ProjectionLoop(Batch input, int[]? selection, int count, Column output, RowFaults faults, TextArena arena);
