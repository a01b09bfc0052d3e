using Sensorium.Core;
using Sensorium.Engine.Execution;
using Sensorium.Sql.Plan;
using Sensorium.Web.Live;

namespace Sensorium.City.Pipelines;

/// <summary>Shows the new rows of pipelines to those who watch.</summary>
internal sealed class LiveRows(LiveFeed feed)
{
    private readonly Lock _alertRows = new();
    private LiveTable? _alerts;

    /// <summary>Shown the rows of alerts as they are made, some again after a fault; null where nobody watches.</summary>
    public Action<Batch>? Alerted { get; init; }

    public void Follow(PipelineSupervisor pipeline, PipelineDefinition definition)
    {
        if (definition is AlertPipeline)
        {
            var alerts = _alerts ??= feed.Table(AlertTable.Name, pipeline.Schema, isAlerts: true);
            pipeline.OnRows = rows =>
            {
                // All alerts share a table, and it takes one writer at a time.
                lock (_alertRows)
                {
                    alerts.Append(rows, 0, rows.Count);
                }

                Alerted?.Invoke(rows);
            };
            return;
        }

        var table = feed.Table(pipeline.Id, pipeline.Schema);
        pipeline.OnRows = rows => table.Append(rows, 0, rows.Count);
    }
}
