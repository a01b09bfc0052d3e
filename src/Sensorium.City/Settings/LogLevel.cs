namespace Sensorium.City.Settings;

/// <summary>How much a line matters, the least first.</summary>
internal enum LogLevel
{
    /// <summary>For whoever looks for a fault.</summary>
    Debug,

    /// <summary>What an operator wants to know on a good day.</summary>
    Info,

    /// <summary>The city goes on, with less than it should have.</summary>
    Warning,

    /// <summary>Something does not work, and somebody has to act.</summary>
    Error,
}
