namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>What a loop may take for granted of its batches.</summary>
/// <param name="HasNulls">A column it reads may have nulls.</param>
/// <param name="IsSelected">Rows come through a selection.</param>
internal readonly record struct LoopTraits(bool HasNulls, bool IsSelected);
