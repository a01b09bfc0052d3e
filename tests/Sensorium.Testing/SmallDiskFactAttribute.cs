namespace Sensorium.Testing;

/// <summary>A test that needs a <see cref="SmallDisk"/>, and says so where there can be none.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Refusal;
}
