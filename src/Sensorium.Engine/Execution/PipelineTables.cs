using Sensorium.Core;
using Sensorium.Engine.Operators;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Execution;

/// <summary>The tables that a running city's pipelines feed.</summary>
public static class PipelineTables
{
    /// <summary>By full name, those of late and rejected records and of the raw ones included. A statement that cannot run has none.</summary>
    public static IReadOnlyDictionary<string, Schema> Of(CityProgram program)
    {
        var tables = new Dictionary<string, Schema>(StringComparer.Ordinal);
        foreach (var shape in program.Streams.Select(PipelineSpec.RawOf).Concat(program.Pipelines.Select(TryShape).OfType<PipelineSpec>()))
        {
            tables[shape.Table.Name] = shape.Schema;
            tables[shape.Rejected] = RecordTables.Rejected;
            if (shape.Late is { } late)
            {
                tables[late] = RecordTables.Late;
            }
        }

        return tables;
    }

    private static PipelineSpec? TryShape(PipelineDefinition pipeline)
    {
        try
        {
            return PipelineSpec.Of(pipeline, keepsRejected: false);
        }
        catch (SensoriumException)
        {
            return null;
        }
    }
}
