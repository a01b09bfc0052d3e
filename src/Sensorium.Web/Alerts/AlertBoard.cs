using System.Text.Json.Nodes;
using Sensorium.Access;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Sql.Plan;

namespace Sensorium.Web.Alerts;

/// <summary>
/// The open and the newest closed episodes of a city's alerts, with what people answered to them. Rows come from the alerts table at the
/// start and from the running pipelines, before they are committed; the same row may come again. Safe for several threads.
/// </summary>
public sealed class AlertBoard
{
    /// <summary>Open episodes kept, and closed ones; beyond them the oldest go.</summary>
    internal const int MostOpen = 10_000;
    internal const int MostClosed = 500;

    /// <summary>Closed episodes that a page begins with, and open ones.</summary>
    private const int ClosedAtFirst = 50;
    private const int OpenAtFirst = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (AlertEpisode Episode, long Change)> _episodes = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _alerts;
    private readonly AlertAnswers _answers;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;
    private long _change;

    /// <param name="alerts">Names of the city's alerts; rows of others are passed over.</param>
    /// <param name="path">File of the answers, which need not be there.</param>
    /// <exception cref="SensoriumException">SN6054: the file of the answers is damaged.</exception>
    public AlertBoard(IEnumerable<string> alerts, IFileSystem files, string path, AuditLog audit, TimeProvider time)
    {
        _alerts = alerts.ToHashSet(StringComparer.Ordinal);
        _answers = new(files, path);
        (_audit, _time) = (audit, time);
    }

    /// <summary>Is called when something has changed, from any thread.</summary>
    internal Action Changed { get; set; } = () => { };

    /// <summary>Counts changes.</summary>
    internal long Change => Volatile.Read(ref _change);

    /// <summary>Takes rows of the alerts table.</summary>
    public void Take(Batch rows)
    {
        lock (_gate)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var isCleared = rows.Text(1)[row].ToString() == AlertTable.Cleared;
                Take(new AlertEpisode(
                    rows.Text(0)[row].ToString(),
                    rows.Text(2)[row].ToString(),
                    rows.Text(3)[row].ToString(),
                    rows.Text(4)[row].ToString(),
                    rows.Text(5)[row].ToString(),
                    rows.Text(9)[row].ToString(),
                    new(rows.Values<long>(8).Values[row]),
                    isCleared ? new EventTime(rows.Values<long>(6).Values[row]) : null));
            }

            Trim();
        }

        Changed();
    }

    /// <summary>Whether people have muted an alert's key, given as its JSON object.</summary>
    public bool IsMuted(string alert, string key)
    {
        lock (_gate)
        {
            return MuteOf(alert, key) is not null;
        }
    }

    /// <summary>Gives the episodes that have changed after a change, or those that a page begins with.</summary>
    /// <param name="cursor">The change seen last, −1 for none; moves to the newest.</param>
    internal IReadOnlyList<(AlertEpisode Episode, Acknowledgement? Acknowledged, Mute? Muted)> Read(ref long cursor)
    {
        lock (_gate)
        {
            var since = cursor;
            cursor = _change;
            var chosen = since >= 0
                ? _episodes.Values.Where(known => known.Change > since).Select(known => known.Episode)
                : _episodes.Values.Select(known => known.Episode).Where(episode => episode.ClearedAt is null)
                    .OrderByDescending(episode => episode.RaisedAt).Take(OpenAtFirst)
                    .Concat(
                        _episodes.Values.Select(known => known.Episode).Where(episode => episode.ClearedAt is not null)
                            .OrderByDescending(episode => episode.ClearedAt).Take(ClosedAtFirst));
            return [.. chosen.Select(
                episode => (episode, _answers.AcknowledgementOf(episode.Episode), MuteOf(episode.Alert, episode.Key)))];
        }
    }

    /// <returns>False where the episode is not known.</returns>
    /// <exception cref="IOException">The disk refuses it; nothing has changed.</exception>
    internal bool Acknowledge(Caller caller, string episode, string? note)
    {
        lock (_gate)
        {
            if (!_episodes.TryGetValue(episode, out var known))
            {
                return false;
            }

            _audit.Append(
                caller,
                "acknowledge",
                episode,
                new() { ["alert"] = known.Episode.Alert, ["key"] = JsonNode.Parse(known.Episode.Key), ["note"] = note });
            _answers.Acknowledge(episode, new(caller.Name, _time.GetUtcNow(), note));
            _episodes[episode] = (known.Episode, ++_change);
        }

        Changed();
        return true;
    }

    /// <param name="key">JSON object of the key that is meant; null for all.</param>
    /// <param name="span">From now; zero ends the mute.</param>
    /// <returns>False where the city has no such alert.</returns>
    /// <exception cref="SensoriumException">SN6055: too many mutes hold.</exception>
    /// <exception cref="IOException">The disk refuses it; nothing has changed.</exception>
    internal bool Mute(Caller caller, string alert, JsonObject? key, TimeSpan span, string reason)
    {
        lock (_gate)
        {
            if (!_alerts.Contains(alert))
            {
                return false;
            }

            var now = _time.GetUtcNow();
            var text = key?.ToJsonString();
            List<Mute> mutes = [.. _answers.Mutes.Where(mute => mute.Until > now && !(mute.Alert == alert && IsSame(mute.Key, text)))];
            if (span > TimeSpan.Zero)
            {
                if (mutes.Count >= AlertAnswers.MostMutes)
                {
                    throw new SensoriumException(
                        "SN6055", $"{mutes.Count} mutes hold already, the limit.", "mute an alert whole, or let some of them end.");
                }

                mutes.Add(new(alert, text, caller.Name, now + span, reason));
            }

            _audit.Append(
                caller,
                span > TimeSpan.Zero ? "mute" : "unmute",
                alert,
                new() { ["key"] = key?.DeepClone(), ["minutes"] = span.TotalMinutes, ["reason"] = reason });
            _answers.Put(mutes);
            _change++;
            foreach (var (episode, known) in _episodes.Where(pair => pair.Value.Episode.Alert == alert).ToList())
            {
                _episodes[episode] = (known.Episode, _change);
            }
        }

        Changed();
        return true;
    }

    private static bool IsSame(string? left, string? right) =>
        left is null || right is null ? left == right : left == right || JsonNode.DeepEquals(JsonNode.Parse(left), JsonNode.Parse(right));

    private Mute? MuteOf(string alert, string key)
    {
        var now = _time.GetUtcNow();
        return _answers.Mutes.FirstOrDefault(
            mute => mute.Alert == alert && mute.Until > now && (mute.Key is null || IsSame(mute.Key, key)));
    }

    private void Take(AlertEpisode episode)
    {
        if (!_alerts.Contains(episode.Alert)
            || (_episodes.TryGetValue(episode.Episode, out var known)
                && (known.Episode.ClearedAt is not null || episode.ClearedAt is null)))
        {
            return;
        }

        _episodes[episode.Episode] = (episode, ++_change);
    }

    private void Trim()
    {
        Trim(isOpen: true, MostOpen);
        Trim(isOpen: false, MostClosed);
    }

    private void Trim(bool isOpen, int most)
    {
        var group = _episodes.Values.Where(known => known.Episode.ClearedAt is null == isOpen).ToList();
        foreach (var (episode, _) in group.OrderBy(known => known.Change).Take(group.Count - most))
        {
            _episodes.Remove(episode.Episode);
        }
    }
}
