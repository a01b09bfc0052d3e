using Sensorium.Core.Files;
using Sensorium.Core.Objects;
using Sensorium.Lake.Delta;
using Sensorium.Lake.Query;

namespace Sensorium.City.Lake;

/// <summary>The lake as the page's panels open it, beside the pipelines that write it.</summary>
internal sealed class PanelLake : IDisposable
{
    private readonly LocalObjectStore _objects;
    private readonly DeltaTableStore _tables;

    /// <param name="lake">Full path of the lake's folder.</param>
    /// <param name="scratch">Where DuckDB spills.</param>
    public PanelLake(string lake, string scratch, TimeProvider time)
    {
        _objects = new(new LocalFileSystem(lake), ".");
        _tables = new(_objects, LakeCatalog.FolderOf, scratch, time);
        Views = new(_objects, _tables, lake, scratch);
    }

    public LakeViews Views { get; }

    public void Dispose()
    {
        Views.Dispose();
        _tables.Dispose();
        _objects.Dispose();
    }
}
