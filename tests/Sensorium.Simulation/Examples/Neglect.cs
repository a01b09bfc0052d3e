namespace Sensorium.Simulation.Examples;

/// <summary>What a <see cref="DurableCounter"/> leaves out.</summary>
internal enum Neglect
{
    Nothing,
    SyncOfContent,
    SyncOfFolder,
    CutOfTail,
}
