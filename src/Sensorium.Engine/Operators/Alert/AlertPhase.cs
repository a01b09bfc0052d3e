namespace Sensorium.Engine.Operators.Alert;

/// <summary>How far an alert has come for one key.</summary>
internal enum AlertPhase : byte
{
    /// <summary>Its condition is not true.</summary>
    Quiet,

    /// <summary>Its condition is true, but not for long enough yet.</summary>
    Pending,

    /// <summary>It is raised and not cleared.</summary>
    Raised,
}
