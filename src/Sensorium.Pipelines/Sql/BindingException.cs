namespace Sensorium.Pipelines.Sql;

/// <summary>Ends the binding of one statement with a diagnostic.</summary>
internal sealed class BindingException(string code, SourceSpan span, string message, string advice) : Exception(message)
{
    public string Code { get; } = code;

    public SourceSpan Span { get; } = span;

    public string Advice { get; } = advice;
}
