using System.Globalization;
using Microsoft.AspNetCore.Http;
using Sensorium.Web.Endpoints;

namespace Sensorium.Web.Pages;

/// <summary>Every error of pages, layers and panels that a user can act on; each has its page in <c>docs/errors/</c>.</summary>
internal static class PageErrors
{
    internal static RefusalException UnknownPage(string name, IEnumerable<PageDefinition> known) => new(
        StatusCodes.Status404NotFound,
        new(
            "SN6044",
            $"the city has no page '{WebErrors.Shortened(name)}'.",
            $"its pages are {string.Join(", ", known.Select(page => page.Name))}."));

    internal static RefusalException UnknownLayer(string name, PageDefinition page) => new(
        StatusCodes.Status404NotFound,
        new(
            "SN6044",
            $"the page {page.Name} has no layer '{WebErrors.Shortened(name)}'.",
            page.Layers.Count == 0 ? "it has none." : $"its layers are {string.Join(", ", page.Layers.Select(layer => layer.Name))}."));

    internal static RefusalException NoStreets() => new(
        StatusCodes.Status404NotFound,
        new(
            "SN6045",
            "the city has no streets to draw.",
            "set map.streets in city.json: \"gothenburg\", or a GeoJSON file in the city's folder."));

    internal static RefusalException WrongParameter(string name, string? value, string expected) => new(
        StatusCodes.Status400BadRequest,
        new(
            "SN6046",
            value is null ? $"the parameter {name} is missing." : $"the parameter {name} cannot be '{WebErrors.Shortened(value)}'.",
            $"write {expected}."));

    internal static RefusalException HistoryTooLong(TimeSpan limit) => new(
        StatusCodes.Status400BadRequest,
        new(
            "SN6046",
            string.Create(
                CultureInfo.InvariantCulture,
                $"the history from 'from' to 'to' is longer than {limit.TotalMinutes} minutes, or ends before it begins."),
            "ask for shorter pieces, one after the other."));

    internal static RefusalException NoLake() => new(
        StatusCodes.Status404NotFound,
        new("SN6053", "this city has no lake to ask.", "run it with its pipelines."));

    internal static RefusalException UnknownEpisode(string episode) => new(
        StatusCodes.Status404NotFound,
        new(
            "SN6048",
            $"there is no alert episode '{WebErrors.Shortened(episode)}' among the open and the newest closed ones.",
            "take its id from the page or from the table alerts."));

    internal static RefusalException UnknownAlert(string alert) => new(
        StatusCodes.Status404NotFound,
        new("SN6048", $"the city has no alert '{WebErrors.Shortened(alert)}'.", "use the name of a CREATE ALERT."));

    internal static RefusalException WrongBody(string reason) => new(
        StatusCodes.Status400BadRequest,
        new("SN6049", $"the body cannot be taken: {reason}.", "send a JSON object as docs/pages.md describes it."));

    internal static RefusalException UnknownThreshold(string name, IEnumerable<string> known) => new(
        StatusCodes.Status404NotFound,
        new(
            "SN6050",
            $"reference/thresholds.csv has no row '{WebErrors.Shortened(name)}'.",
            known.Any() ? $"its rows are {string.Join(", ", known)}." : "write that table: a name, low and high."));

    internal static RefusalException CannotWrite(Exception error) => new(
        StatusCodes.Status507InsufficientStorage,
        new(
            "SN6051",
            $"the change cannot be written: {error.Message}. Nothing was changed.",
            "make room on the disk, or let the user of the city write in its folder and its data folder.",
            error));
}
