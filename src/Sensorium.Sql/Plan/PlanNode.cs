using Sensorium.Core;

namespace Sensorium.Sql.Plan;

/// <summary>A step of a pipeline's logical plan. Rows flow from <see cref="SourceNode"/>s to the root.</summary>
public abstract record PlanNode(Schema Schema, SourceSpan Span)
{
    /// <summary>The steps whose rows it takes; none for a source.</summary>
    public abstract IReadOnlyList<PlanNode> Inputs { get; }

    /// <summary>Which columns of its rows have content: of a stream's, only those that something above reads.</summary>
    public virtual bool[] DefinedColumns() => [.. Enumerable.Repeat(true, Schema.Count)];

    /// <summary>The columns of its inputs whose values a column has, unchanged; none where the step makes the column.</summary>
    /// <returns>Pairs of index in <see cref="Inputs"/> and column there.</returns>
    public virtual IEnumerable<(int Input, int Column)> Origins(int column) => [];
}

/// <summary>
/// A stream's decoded records. The schema is the stream's whole one; <paramref name="Needed"/> says which columns the plan reads.
/// </summary>
/// <param name="Needed">Indexes into the schema, ascending. Other columns are validated but not materialised.</param>
public sealed record SourceNode(StreamDefinition Stream, IReadOnlyList<int> Needed, SourceSpan Span) : PlanNode(Stream.Schema, Span)
{
    public override IReadOnlyList<PlanNode> Inputs => [];

    public override bool[] DefinedColumns()
    {
        var defined = new bool[Schema.Count];
        foreach (var column in Needed)
        {
            defined[column] = true;
        }

        return defined;
    }
}

/// <summary>
/// Keeps rows whose predicate is true. Dropped ones are filtered, by cause: <paramref name="Text"/> at the span's file and line.
/// </summary>
public sealed record FilterNode(PlanNode Input, BoundExpression Predicate, string Text, SourceSpan Span) : PlanNode(Input.Schema, Span)
{
    public override IReadOnlyList<PlanNode> Inputs => [Input];

    public override bool[] DefinedColumns() => Input.DefinedColumns();

    public override IEnumerable<(int Input, int Column)> Origins(int column) => [(0, column)];
}

/// <summary>Computes one expression a field of the schema.</summary>
/// <param name="EventTime">Index in the schema of the column that still is the event time, or −1.</param>
public sealed record ProjectNode(PlanNode Input, IReadOnlyList<BoundExpression> Expressions, Schema Schema, int EventTime, SourceSpan Span)
    : PlanNode(Schema, Span)
{
    public override IReadOnlyList<PlanNode> Inputs => [Input];

    public override IEnumerable<(int Input, int Column)> Origins(int column) =>
        Expressions[column] is ColumnReference reference ? [(0, reference.Index)] : [];
}

/// <summary>
/// Joins each row with the rows of a reference table that have equal keys. The schema is the input's, then the reference's.
/// </summary>
/// <param name="InputKeys">Over the input's row.</param>
/// <param name="ReferenceKeys">Indexes into the reference's schema, in the order of <paramref name="InputKeys"/>.</param>
/// <param name="IsLeft">LEFT JOIN: a row without partner stays, with nulls; otherwise it is filtered.</param>
public sealed record LookupNode(
    PlanNode Input,
    ReferenceTable Reference,
    IReadOnlyList<BoundExpression> InputKeys,
    IReadOnlyList<int> ReferenceKeys,
    bool IsLeft,
    Schema Schema,
    SourceSpan Span) : PlanNode(Schema, Span)
{
    public override IReadOnlyList<PlanNode> Inputs => [Input];

    public override bool[] DefinedColumns() => [.. Input.DefinedColumns(), .. Enumerable.Repeat(true, Reference.Schema.Count)];

    public override IEnumerable<(int Input, int Column)> Origins(int column) => column < Input.Schema.Count ? [(0, column)] : [];
}

/// <summary>UNION ALL. Every branch has the schema's types, in order.</summary>
/// <param name="EventTime">Index in the schema of the event time if every branch has its own there, else −1.</param>
public sealed record UnionNode(IReadOnlyList<PlanNode> Branches, Schema Schema, int EventTime, SourceSpan Span) : PlanNode(Schema, Span)
{
    public override IReadOnlyList<PlanNode> Inputs => Branches;

    public override IEnumerable<(int Input, int Column)> Origins(int column) => Branches.Select((_, branch) => (branch, column));
}

/// <summary>
/// GROUP BY window and keys. The schema is <c>window_start, window_end, window_time</c> (timestamps), then the keys, then the aggregates.
/// A WHERE beside the window function is bound below this node, HAVING above.
/// </summary>
/// <param name="TimeColumn">Index of the event time in the input's schema.</param>
public sealed record WindowAggregateNode(
    PlanNode Input,
    WindowDefinition Window,
    int TimeColumn,
    IReadOnlyList<BoundExpression> Keys,
    IReadOnlyList<AggregateCall> Aggregates,
    Schema Schema,
    SourceSpan Span) : PlanNode(Schema, Span)
{
    public override IReadOnlyList<PlanNode> Inputs => [Input];
}

/// <summary>DEDUP: drops a row when a kept row of its key lies within the interval.</summary>
/// <param name="Keys">Indexes into the input's schema.</param>
/// <param name="TimeColumn">Index of the event time in the input's schema.</param>
public sealed record DedupNode(PlanNode Input, IReadOnlyList<int> Keys, int TimeColumn, TimeSpan Interval, SourceSpan Span)
    : PlanNode(Input.Schema, Span)
{
    public override IReadOnlyList<PlanNode> Inputs => [Input];

    public override bool[] DefinedColumns() => Input.DefinedColumns();

    public override IEnumerable<(int Input, int Column)> Origins(int column) => [(0, column)];
}

/// <summary>An alert as the root of its plan: a row for each episode that is raised or cleared.</summary>
public sealed record AlertNode(AlertPipeline Alert, Schema Schema) : PlanNode(Schema, Alert.Span)
{
    public PlanNode Input => Alert.Plan;

    public override IReadOnlyList<PlanNode> Inputs => [Input];
}
