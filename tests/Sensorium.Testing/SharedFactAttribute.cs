namespace Sensorium.Testing;

/// <summary>A test that needs a file or folder of <see cref="SharedData"/> and is skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    /// <param name="name">A file or folder below <c>shared</c>.</param>
    public SharedFactAttribute(string name) => Skip = SharedData.Missing(name);
}
