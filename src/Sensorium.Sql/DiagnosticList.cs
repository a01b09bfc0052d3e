using Sensorium.Core;

namespace Sensorium.Sql;

/// <summary>Collects what is wrong, once a place and code: a view read twice is complained about once.</summary>
internal sealed class DiagnosticList
{
    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<(string Code, SourceSpan Span)> _seen = [];

    public int Count => _items.Count;

    public IReadOnlyList<Diagnostic> Items => _items;

    public void Add(string code, SourceSpan span, string message, string advice)
    {
        if (_seen.Add((code, span)))
        {
            _items.Add(new(code, span, message, advice));
        }
    }
}
