namespace Sensorium.Testing;

/// <summary>A theory that needs a file or folder of <see cref="SharedData"/> and is skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    /// <param name="name">A file or folder below <c>shared</c>.</param>
    public SharedTheoryAttribute(string name) => Skip = SharedData.Missing(name);
}
