using System.Text.Json;

namespace Sensorium.Web.Pages;

/// <summary>A panel of a page that somebody looks at: the newest answer of its query, rendered once for all.</summary>
internal sealed class LivePanel(PanelDefinition definition)
{
    private readonly byte[] _name = JsonSerializer.SerializeToUtf8Bytes(definition.Name);
    private PanelRows? _rows;
    private long _number;

    internal PanelQuery Query { get; } = new(definition);

    /// <summary>Counts the answers that differ from the one before; 0 before the first.</summary>
    internal long Number => Volatile.Read(ref _number);

    internal PanelRows? Rows => Volatile.Read(ref _rows);

    /// <summary>The newest answer as the data of an event.</summary>
    internal byte[] Event => [.. "{\"panel\":"u8, .. _name, .. ","u8, .. Rows!.Json, .. "}"u8];

    /// <summary>What its tables had made when it was last asked, and when that was.</summary>
    internal (long Made, long At)? Asked { get; set; }

    /// <returns>Whether it differs from the one before.</returns>
    internal bool Set(PanelRows rows)
    {
        if (_rows is { } before && before.Json.AsSpan().SequenceEqual(rows.Json))
        {
            return false;
        }

        Volatile.Write(ref _rows, rows);
        Volatile.Write(ref _number, _number + 1);
        return true;
    }
}
