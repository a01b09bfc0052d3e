namespace Sensorium.Web.Pages;

/// <summary>How a map shows a layer's devices.</summary>
internal enum LayerKind
{
    /// <summary>They move, and are shown on their way from fix to fix.</summary>
    Moving,

    /// <summary>They stay where they are, and show a value.</summary>
    Sensors,
}
