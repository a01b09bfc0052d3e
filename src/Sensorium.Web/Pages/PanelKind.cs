namespace Sensorium.Web.Pages;

/// <summary>How a panel shows the rows of its query.</summary>
internal enum PanelKind
{
    /// <summary>The newest value, large.</summary>
    Tile,

    /// <summary>Values over time.</summary>
    Series,

    /// <summary>A bar for each row.</summary>
    Bars,

    /// <summary>The rows as they are.</summary>
    Table,
}
