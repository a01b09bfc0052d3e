using Sensorium.Core;

namespace Sensorium.Web.Alerts;

/// <summary>An alert of one key from its raise on.</summary>
/// <param name="Key">The KEY columns as a JSON object.</param>
/// <param name="Details">The SELECT list as a JSON object, of the row that raised it, later of the one that cleared it.</param>
/// <param name="ClearedAt">Null while it is open.</param>
internal sealed record AlertEpisode(
    string Episode, string Alert, string Severity, string Topic, string Key, string Details, EventTime RaisedAt, EventTime? ClearedAt);
