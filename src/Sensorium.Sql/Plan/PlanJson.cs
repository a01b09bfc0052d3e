using System.Text.Json.Nodes;
using Sensorium.Core;

namespace Sensorium.Sql.Plan;

/// <summary>
/// A city's program for other programs to read: what <see cref="PlanPrinter"/> prints. Steps lie in one another from the output down to the
/// streams; durations are seconds.
/// </summary>
public static class PlanJson
{
    public static JsonObject Of(CityProgram program) => new()
    {
        ["streams"] = new JsonArray([.. program.Streams.Select(Of)]),
        ["pipelines"] = new JsonArray([.. program.Pipelines.Select(Of)]),
    };

    private static JsonNode Of(StreamDefinition stream) => At(stream.Span, new()
    {
        ["name"] = stream.Name,
        ["stream"] = stream.PhysicalName,
        ["format"] = stream.Format.ToString().ToLowerInvariant(),
        ["header"] = stream.Format == RecordFormat.Csv ? stream.Csv.HasHeader : null,
        ["delimiter"] = stream.Format == RecordFormat.Csv ? stream.Csv.Delimiter.ToString() : null,
        ["nulls"] = stream.Csv.Nulls,
        ["time"] = stream.EventTimeColumn < 0 ? "_appended_at" : stream.Columns[stream.EventTimeColumn].Field.Name,
        ["delay"] = stream.Delay.TotalSeconds,
        ["idle"] = stream.Idle?.TotalSeconds,
        ["ahead"] = stream.Ahead.TotalSeconds,
        ["columns"] = new JsonArray([.. stream.Columns.Select(Of)]),
    });

    private static JsonNode Of(StreamColumn column)
    {
        var json = Of(column.Field);
        json["from"] = new JsonArray([.. column.Spellings.Select(spelling => (JsonNode)spelling)]);
        json["time"] = column.Time?.Kind.ToString().ToLowerInvariant();
        json["zone"] = column.Time?.Zone;
        json["check"] = column.Check is null ? null : ExpressionText.Of(column.Check);
        return json;
    }

    private static JsonNode Of(PipelineDefinition pipeline)
    {
        var json = new JsonObject { ["name"] = pipeline.Id };
        switch (pipeline)
        {
            case TablePipeline table:
                json["kind"] = "table";
                json["columns"] = new JsonArray([.. table.Table.Schema.Fields.Select(field => (JsonNode)Of(field))]);
                json["partitionedBy"] = new JsonArray([.. table.Table.PartitionColumns.Select(column => (JsonNode)column)]);
                json["plan"] = Of(table.Plan);
                break;
            case AlertPipeline alert:
                json["kind"] = "alert";
                json["topic"] = alert.Topic;
                json["severity"] = alert.Severity;
                json["key"] = new JsonArray([.. alert.Keys.Select(key => (JsonNode)alert.Plan.Schema[key].Name)]);
                json["raise"] = ExpressionText.Of(alert.Raise);
                json["for"] = alert.For?.TotalSeconds;
                json["clear"] = alert.Clear is null ? null : ExpressionText.Of(alert.Clear);
                json["gives"] = new JsonArray([.. alert.Outputs.Select(output =>
                    (JsonNode)new JsonObject { ["name"] = output.Name, ["value"] = ExpressionText.Of(output.Value) })]);
                json["plan"] = Of(alert.Plan);
                break;
        }

        return At(pipeline.Span, json);
    }

    private static JsonNode Of(PlanNode node)
    {
        var text = PlanPrinter.Describe(node);
        return At(node.Span, new()
        {
            ["step"] = node is LookupNode ? "lookup" : text.Split(' ', 2)[0],
            ["text"] = text,
            ["inputs"] = new JsonArray([.. PlanPrinter.InputsOf(node).Select(Of)]),
        });
    }

    private static JsonObject Of(Field field) => new()
    {
        ["name"] = field.Name,
        ["type"] = ExpressionText.TypeName(field.Type),
        ["nullable"] = field.Nullable,
        ["unit"] = field.Unit,
    };

    private static JsonObject At(SourceSpan span, JsonObject json)
    {
        json["file"] = span.File;
        json["line"] = span.Line;
        json["column"] = span.Column;
        return json;
    }
}
