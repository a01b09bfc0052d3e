namespace Sensorium.Engine.Expressions;

/// <summary>
/// Says that text arguments which are constant can be understood once, when the expression is compiled: a LIKE pattern, a unit of time, a
/// date format. Both methods stand in the class of the function.
/// </summary>
/// <param name="position">Of the first such argument. There are as many as the first method has parameters.</param>
/// <param name="prepare">Makes an object of the constants (strings), or null where they are wrong, so that every row faults.</param>
/// <param name="method">The function, with that object in the place of the constants.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PreparedAttribute(int position, string prepare, string method) : Attribute
{
    public int Position { get; } = position;

    public string Prepare { get; } = prepare;

    public string Method { get; } = method;
}
