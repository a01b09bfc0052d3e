namespace Sensorium.Devices.Streets;

internal enum WayTag
{
    Other,
    Highway,
    Name,
    OneWay,
    MaxSpeed,
    Access,
    MotorVehicle,
    Junction,
}
