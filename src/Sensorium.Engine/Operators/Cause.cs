using Sensorium.Core;

namespace Sensorium.Engine.Operators;

/// <summary>Why records came to a fate: which line of which file, and what it says.</summary>
internal readonly record struct Cause(Fate Fate, string File, int Line, string Text);
