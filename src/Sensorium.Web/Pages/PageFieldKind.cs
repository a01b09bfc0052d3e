namespace Sensorium.Web.Pages;

internal enum PageFieldKind
{
    Text,
    Number,

    /// <summary>A list of numbers, as many as there are names for.</summary>
    Numbers,

    /// <summary>One of a few words.</summary>
    Choice,
    Object,

    /// <summary>Equal objects by name.</summary>
    Map,
}
