using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Lake.DuckDb;
using Sensorium.Sql.Plan;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Alerts;

/// <summary>Brings the episodes to the board that the alerts table has from before: the open ones, and the newest closed ones.</summary>
internal sealed class AlertLoad(AlertBoard board, CityLake lake, IScheduler scheduler)
{
    /// <summary>How long an episode may be open and still be found.</summary>
    private static readonly TimeSpan _back = TimeSpan.FromDays(30);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(30);

    /// <summary>Runs until it has succeeded.</summary>
    internal async Task Run(CancellationToken cancellation)
    {
        while (!await Load(cancellation))
        {
            await Task.Delay(_pause, scheduler.Time, cancellation);
        }
    }

    private async Task<bool> Load(CancellationToken cancellation)
    {
        var after = EventTime.From(scheduler.Time.GetUtcNow()).Minus(_back);
        var columns = string.Join(", ", AlertTable.Schema.Fields.Select(field => DuckSql.Identifier(field.Name)));
        try
        {
            if ((await lake.Views.Catalog.Tables(cancellation)).All(table => table != AlertTable.Name))
            {
                return true;
            }

            using var view = await lake.Views.Look([AlertTable.Name], [], after, until: null, cancellation);
            foreach (var sql in new[]
            {
                $"SELECT {columns} FROM {AlertTable.Name} WHERE event = 'cleared' ORDER BY event_time DESC LIMIT {AlertBoard.MostClosed}",
                $"SELECT {columns} FROM {AlertTable.Name} AS raised ANTI JOIN (SELECT episode FROM {AlertTable.Name} WHERE event = "
                    + $"'cleared') AS cleared USING (episode) WHERE event = 'raised' ORDER BY event_time DESC LIMIT {AlertBoard.MostOpen}",
            })
            {
                using var result = view.Read(sql, cancellation);
                foreach (var rows in result.Batches())
                {
                    board.Take(rows);
                }
            }

            return true;
        }
        catch (Exception error) when (error is SensoriumException or DuckDbException)
        {
            return false;
        }
    }
}
