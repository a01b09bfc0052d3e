namespace Sensorium.Devices.Generation;

internal enum Fault : byte
{
    None,
    Missing,
    Malformed,
    Duplicate,
    Late,
}
