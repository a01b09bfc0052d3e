namespace Sensorium.Lake.Tests;

/// <summary>A test that needs a <see cref="SmallDisk"/>, and says so where there can be none.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Refusal;
}
