namespace Sensorium.Simulation.Scheduling;

/// <summary>A continuation that can run now.</summary>
internal readonly record struct ReadyStep(Activity Activity, SendOrPostCallback Callback, object? State);
