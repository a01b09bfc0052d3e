namespace Sensorium.Core;

/// <summary>Several mistakes of a user, told together.</summary>
public sealed class ProblemsException(IReadOnlyList<Problem> problems) : Exception(problems[0].Message)
{
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
