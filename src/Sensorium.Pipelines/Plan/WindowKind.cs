namespace Sensorium.Pipelines.Plan;

public enum WindowKind : byte
{
    Tumble,
    Hop,
}
