using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Live;
using Sensorium.Web.Pages;

namespace Sensorium.Web.Alerts;

/// <summary>What an operator answers to alerts: <c>POST /alerts/{episode}/acknowledge</c> and <c>POST /alerts/mute</c>.</summary>
public sealed class AlertEndpoints : EndpointGroup
{
    private const int LongestText = 500;
    private const double MostMinutes = 7 * 24 * 60;

    private readonly AlertLoad? _load;

    /// <param name="board">Null where the city has no alerts.</param>
    /// <param name="lake">Has the episodes from before; null for a city without one.</param>
    /// <param name="feed">Is woken when an episode has changed.</param>
    public AlertEndpoints(AlertBoard? board, CityLake? lake, LiveFeed feed, IScheduler scheduler)
    {
        Board = board;
        if (board is not null)
        {
            board.Changed = feed.Pulse;
            _load = lake is null ? null : new(board, lake, scheduler);
        }
    }

    internal AlertBoard? Board { get; }

    internal override IReadOnlyList<(string Name, Func<CancellationToken, Task> Run)> Activities =>
        _load is null ? [] : [("alerts", _load.Run)];

    private AlertBoard Required => Board ?? throw PageErrors.UnknownAlert("any");

    internal override void Map(EndpointContext server)
    {
        server.Routes.MapPost("/alerts/{episode}/acknowledge", Acknowledge).For(Role.Operator);
        server.Routes.MapPost("/alerts/mute", Mute).For(Role.Operator);
    }

    private async Task Acknowledge(HttpContext context)
    {
        var caller = context.Demand(Role.Operator);
        var note = JsonBody.Text(await JsonBody.Read(context), "note", LongestText);
        var episode = (string)context.Request.RouteValues["episode"]!;
        if (!Kept(() => Required.Acknowledge(caller, episode, note)))
        {
            throw PageErrors.UnknownEpisode(episode);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task Mute(HttpContext context)
    {
        var caller = context.Demand(Role.Operator);
        var body = await JsonBody.Read(context);
        var alert = JsonBody.Text(body, "alert", LongestText) ?? throw PageErrors.WrongBody("alert is missing");
        var reason = JsonBody.Text(body, "reason", LongestText) ?? "";
        var key = body["key"] switch
        {
            null => null,
            JsonObject given => given,
            _ => throw PageErrors.WrongBody("key is no object"),
        };
        var minutes = JsonBody.Number(body, "minutes") ?? throw PageErrors.WrongBody("minutes are missing");
        if (minutes is < 0 or > MostMinutes)
        {
            throw PageErrors.WrongBody($"minutes are not from 0 to {MostMinutes}");
        }

        if (!Kept(() => Required.Mute(caller, alert, key, TimeSpan.FromMinutes(minutes), reason)))
        {
            throw PageErrors.UnknownAlert(alert);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static bool Kept(Func<bool> change)
    {
        try
        {
            return change();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PageErrors.CannotWrite(error);
        }
        catch (SensoriumException error)
        {
            throw new RefusalException(StatusCodes.Status409Conflict, error);
        }
    }
}
