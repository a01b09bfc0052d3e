namespace Sensorium.Pipelines.Expressions;

/// <summary>Makes a static method a function of the dialect.</summary>
/// <param name="signature">
/// <c>result(parameter, …)</c> in type names, where the method's own types do not tell: dates, timestamps and intervals are numbers there.
/// </param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class SqlFunctionAttribute(string name, string? signature = null) : Attribute
{
    public string Name { get; } = name;

    public string? Signature { get; } = signature;
}
