using System.Text;
using Sensorium.Core;
using Sensorium.Sql.Syntax;

namespace Sensorium.Sql.Plan;

/// <summary>A city's program as an indented tree, from each output down to its streams.</summary>
public static class PlanPrinter
{
    private const int Step = 2;

    public static string Print(CityProgram program)
    {
        var output = new StringBuilder();
        foreach (var stream in program.Streams)
        {
            output.Append(Print(stream)).Append('\n');
        }

        foreach (var pipeline in program.Pipelines)
        {
            output.Append(Print(pipeline)).Append('\n');
        }

        return output.ToString().TrimEnd('\n') + (output.Length > 0 ? "\n" : "");
    }

    public static string Print(StreamDefinition stream)
    {
        var output = new StringBuilder($"stream {stream.Name}: {stream.PhysicalName}, {stream.Format.ToString().ToLowerInvariant()}");
        if (stream.Format == RecordFormat.Csv)
        {
            output.Append(
                $" {(stream.Csv.HasHeader ? "with" : "without")} header, "
                    + $"'{(stream.Csv.Delimiter == '\t' ? "\\t" : stream.Csv.Delimiter)}'");
        }

        output.Append(stream.Csv.Nulls is null ? "" : $", nulls '{stream.Csv.Nulls}'");
        output.Append(
            stream.EventTimeColumn < 0
                ? ", time _appended_at"
                : $", time {stream.Columns[stream.EventTimeColumn].Field.Name} - {Duration(stream.Delay)}");
        output.Append($", idle {(stream.Idle is { } idle ? Duration(idle) : "none")}, ahead {Duration(stream.Ahead)}\n");
        foreach (var column in stream.Columns)
        {
            output.Append(' ', Step).Append(Describe(column.Field));
            if (column.Spellings.Count != 1 || column.Spellings[0] != column.Field.Name)
            {
                output.Append($" from {string.Join(", ", column.Spellings.Select(CanonicalText.Text))}");
            }

            if (column.Time is { } time && (time.Kind != TimestampKind.Text || time.Zone is not null))
            {
                output.Append($" as {time.Kind.ToString().ToLowerInvariant()}{(time.Zone is null ? "" : $" in {time.Zone}")}");
            }

            output.Append(column.Check is null ? "" : $" check {ExpressionText.Of(column.Check)}").Append('\n');
        }

        return output.ToString();
    }

    public static string Print(PipelineDefinition pipeline)
    {
        var output = new StringBuilder();
        switch (pipeline)
        {
            case TablePipeline table:
                output.Append($"table {table.Id}");
                output.Append(
                    table.Table.PartitionColumns.Count == 0 ? "" : $" partitioned by {string.Join(", ", table.Table.PartitionColumns)}")
                        .Append('\n');
                foreach (var field in table.Table.Schema.Fields)
                {
                    output.Append(' ', Step).Append(Describe(field)).Append('\n');
                }

                Print(output, table.Plan, Step);
                break;
            case AlertPipeline alert:
                output.Append($"alert {alert.Name} to {alert.Topic}, severity {alert.Severity}");
                output.Append(
                    alert.Keys.Count == 0 ? "" : $", key {string.Join(", ", alert.Keys.Select(key => alert.Plan.Schema[key].Name))}")
                        .Append('\n');
                output.Append(' ', Step)
                    .Append($"raise {ExpressionText.Of(alert.Raise)}{(alert.For is { } duration ? $" for {Duration(duration)}" : "")}\n");
                output.Append(' ', Step).Append($"clear {(alert.Clear is null ? "when not raised" : ExpressionText.Of(alert.Clear))}\n");
                output.Append(' ', Step).Append($"give {Outputs(alert.Outputs)}\n");
                Print(output, alert.Plan, Step);
                break;
        }

        return output.ToString();
    }

    internal static IReadOnlyList<PlanNode> InputsOf(PlanNode node) => node switch
    {
        FilterNode filter => [filter.Input],
        ProjectNode project => [project.Input],
        DedupNode dedup => [dedup.Input],
        LookupNode lookup => [lookup.Input],
        WindowAggregateNode window => [window.Input],
        UnionNode union => union.Inputs,
        _ => [],
    };

    private static void Print(StringBuilder output, PlanNode node, int indent)
    {
        output.Append(' ', indent).Append(Describe(node)).Append('\n');
        foreach (var input in InputsOf(node))
        {
            Print(output, input, indent + Step);
        }
    }

    /// <summary>What a step does, with its kind first.</summary>
    internal static string Describe(PlanNode node) => node switch
    {
        SourceNode source => $"source {source.Stream.Name}: {Names(source.Needed.Select(index => source.Schema[index].Name))}",
        FilterNode filter => $"filter {ExpressionText.Of(filter.Predicate)} (line {filter.Span.Line})",
        ProjectNode project => $"project {Outputs([.. project.Expressions.Select((value, i) => (project.Schema[i].Name, value))])}",
        DedupNode dedup =>
            $"dedup {string.Join(", ", dedup.Keys.Select(key => dedup.Schema[key].Name))} within {Duration(dedup.Interval)} on "
                + $"{dedup.Schema[dedup.TimeColumn].Name}",
        LookupNode lookup => $"{(lookup.IsLeft ? "left lookup" : "lookup")} {lookup.Reference.Name} on "
            + string.Join(
                " and ",
                lookup.InputKeys.Select((key, i) => $"{ExpressionText.Of(key)} = {lookup.Reference.Schema[lookup.ReferenceKeys[i]].Name}")),
        WindowAggregateNode window => Describe(window),
        UnionNode => "union",
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no text"),
    };

    private static string Describe(WindowAggregateNode node)
    {
        var window = node.Window;
        return (window.Kind == WindowKind.Tumble
            ? $"tumble {Duration(window.Size)}"
            : $"hop {Duration(window.Slide)} of {Duration(window.Size)}")
            + (window.Offset == TimeSpan.Zero ? "" : $" from {Duration(window.Offset)}")
            + (window.Zone is null ? "" : $" in {window.Zone}")
            + $" on {node.Input.Schema[node.TimeColumn].Name}"
            + (node.Keys.Count == 0 ? "" : $" by {string.Join(", ", node.Keys.Select(ExpressionText.Of))}")
            + (node.Aggregates.Count == 0 ? "" : $": {string.Join(", ", node.Aggregates.Select(Describe))}");
    }

    private static string Describe(AggregateCall call) =>
        (call.Kind == AggregateKind.CountAll
            ? "count(*)"
            : $"{call.Kind.ToString().ToLowerInvariant()}({ExpressionText.Of(call.Argument!)})")
        + (call.Filter is null ? "" : $" where {ExpressionText.Of(call.Filter)}");

    private static string Describe(Field field) =>
        $"{field.Name} {ExpressionText.TypeName(field.Type)}{(field.Nullable ? "" : " NOT NULL")}"
        + (field.Unit is null ? "" : $" in {field.Unit}");

    private static string Outputs(IReadOnlyList<(string Name, BoundExpression Value)> outputs) => string.Join(
        ", ",
        outputs.Select(output => ExpressionText.Of(output.Value) is var text && text == output.Name ? text : $"{output.Name} = {text}"));

    private static string Names(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "no columns";

    private static string Duration(TimeSpan duration) =>
        IntervalText.Describe(duration.Ticks / TimeSpan.TicksPerMicrosecond).ToLowerInvariant();
}
