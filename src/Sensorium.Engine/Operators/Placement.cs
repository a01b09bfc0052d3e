namespace Sensorium.Engine.Operators;

/// <summary>Where rows are: on the lanes, in the merge stage, or some here and some there.</summary>
[Flags]
internal enum Placement
{
    Parallel = 1,
    Merged = 2,
}
