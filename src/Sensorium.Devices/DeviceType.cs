namespace Sensorium.Devices;

/// <summary>What a device measures. The names in a fleet's file are these in lower case.</summary>
public enum DeviceType : byte
{
    /// <summary>18.0–25.0 Celsius.</summary>
    Temperature,

    /// <summary>3.0–70.0 Percent; devices with the Java spelling 30.0–70.0.</summary>
    Humidity,

    /// <summary>0.5–5.0 kWh.</summary>
    Energy,

    /// <summary>A car that drives the streets and reports its failures.</summary>
    Vehicle,

    /// <summary>A weather station.</summary>
    Weather,

    /// <summary>A walker's phone, iOS or Android, under a pseudonym that changes daily.</summary>
    Phone,
}
