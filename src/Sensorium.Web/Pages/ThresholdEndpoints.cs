using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Web.Endpoints;
using Sensorium.Web.Live;
using Sensorium.Web.Map;

namespace Sensorium.Web.Pages;

/// <summary>
/// <c>PUT /thresholds/{name}</c>: an operator changes what is still well. It is written back to the city's folder, so that the change is
/// one line for git.
/// </summary>
/// <param name="thresholds">Null where the city has none.</param>
/// <param name="audit">Where changes are written down; null for nowhere.</param>
/// <param name="feed">Is woken when a threshold has changed.</param>
/// <param name="map">Its layers join with the thresholds.</param>
public sealed class ThresholdEndpoints(Thresholds? thresholds, AuditLog? audit, LiveFeed feed, MapEndpoints map) : EndpointGroup
{
    internal Thresholds? Thresholds { get; } = thresholds;

    internal override void Map(EndpointContext server) => server.Routes.MapPut("/thresholds/{name}", Put).For(Role.Operator);

    private async Task Put(HttpContext context)
    {
        var caller = context.Demand(Role.Operator);
        var name = (string)context.Request.RouteValues["name"]!;
        var body = await JsonBody.Read(context);
        if (!body.ContainsKey("low") || !body.ContainsKey("high"))
        {
            throw PageErrors.WrongBody("low or high is missing; null means no bound");
        }

        var (low, high) = (JsonBody.Number(body, "low"), JsonBody.Number(body, "high"));
        if (low > high)
        {
            throw PageErrors.WrongBody("low is above high");
        }

        try
        {
            void Note(Threshold before) =>
                audit?.Append(
                    caller, "set threshold", name, new() { ["before"] = Written(before.Low, before.High), ["after"] = Written(low, high) });
            if (Thresholds?.Put(name, low, high, Note, map.Layers.Switch) is null)
            {
                throw PageErrors.UnknownThreshold(name, Thresholds?.All().Keys ?? []);
            }
        }
        catch (SensoriumException error)
        {
            throw new RefusalException(StatusCodes.Status422UnprocessableEntity, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw PageErrors.CannotWrite(error);
        }

        feed.Pulse();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static JsonObject Written(double? low, double? high) => new() { ["low"] = low, ["high"] = high };
}
