namespace Sensorium.Web.Pages;

/// <summary>What a page file may say.</summary>
internal static class PageFields
{
    internal const int Columns = 12;

    /// <summary>Of layers and of panels each.</summary>
    internal const int MostParts = 64;

    private static readonly PageField[] _layer =
    [
        new("title", PageFieldKind.Text, "For people; the layer's name where it is left out."),
        new(
            "kind",
            PageFieldKind.Choice,
            "moving: vehicles, phones; sensors: devices that stay, coloured by their value.",
            IsRequired: true,
            ["moving", "sensors"]),
        new(
            "sql",
            PageFieldKind.Text,
            "Streaming SQL over streams and views, without windows: a VARCHAR, the device; a POINT; a TIMESTAMP; and a number, the value.",
            IsRequired: true),
        new("unit", PageFieldKind.Text, "Of the value."),
        new("threshold", PageFieldKind.Text, "A row of reference/thresholds.csv."),
    ];

    private static readonly PageField[] _panel =
    [
        new("title", PageFieldKind.Text, "For people; the panel's name where it is left out."),
        new(
            "kind",
            PageFieldKind.Choice,
            "tile: the newest value; series: values over time; bars: one a row; table: the rows.",
            IsRequired: true,
            ["tile", "series", "bars", "table"]),
        new(
            "sql", PageFieldKind.Text, "SQL of `sensorium query` over the lake's tables: the first TIMESTAMP is the time, the first "
                + "number the value, a VARCHAR the series' name.", IsRequired: true),
        new("unit", PageFieldKind.Text, "Of the value."),
        new("threshold", PageFieldKind.Text, "A row of reference/thresholds.csv."),
        new("layer", PageFieldKind.Text, "The layer of this page that shows the same devices."),
        new(
            "at",
            PageFieldKind.Numbers,
            "Its place in the grid of twelve columns.",
            Words: ["column", "row", "width", "height"],
            Lowest: 1,
            Highest: 1000),
    ];

    internal static IReadOnlyList<PageField> Page { get; } =
    [
        new("$schema", PageFieldKind.Text, "For editors."),
        new("title", PageFieldKind.Text, "For people; the city's name where it is left out."),
        new("map", PageFieldKind.Object, "What the map shows at first. A page without it has no map.", Fields:
        [
            new(
                "center",
                PageFieldKind.Numbers,
                "The place in the middle, in degrees.",
                IsRequired: true,
                ["latitude", "longitude"],
                Lowest: -180,
                Highest: 180),
            new("zoom", PageFieldKind.Number, "As on the web: each step doubles the scale.", IsRequired: true, Lowest: 0, Highest: 22),
        ]),
        new("layers", PageFieldKind.Map, "What stands on the map, by name.", Fields: _layer),
        new("panels", PageFieldKind.Map, "Tiles, series, bars and tables, by name.", Fields: _panel),
    ];
}
