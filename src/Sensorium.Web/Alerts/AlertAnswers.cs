using System.Text.Json;
using Sensorium.Core;
using Sensorium.Core.Files;

namespace Sensorium.Web.Alerts;

/// <summary>
/// What people answered to alerts, in a small file that survives the city. Changes are durable when they return. The owner locks.
/// </summary>
internal sealed class AlertAnswers
{
    /// <summary>Mutes that hold at once.</summary>
    internal const int MostMutes = 1000;

    private const int MostAcknowledgements = 20_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly IFileSystem _files;
    private readonly string _path;
    private Content _content;

    /// <exception cref="SensoriumException">SN6054: the file is no file of answers.</exception>
    internal AlertAnswers(IFileSystem files, string path)
    {
        (_files, _path) = (files, path);
        try
        {
            _content = (files.FileExists(path) ? JsonSerializer.Deserialize<Content>(DurableFiles.Read(files, path), _json) : null)
                ?? new(new Dictionary<string, Acknowledgement>(), []);
        }
        catch (JsonException error)
        {
            throw new SensoriumException(
                "SN6054",
                $"{path}, which holds what was answered to alerts, cannot be read: {error.Message}",
                "restore it from a backup, or remove it: acknowledgements and mutes are lost then.",
                error);
        }
    }

    internal IReadOnlyList<Mute> Mutes => _content.Mutes;

    internal Acknowledgement? AcknowledgementOf(string episode) => _content.Acknowledged.GetValueOrDefault(episode);

    internal void Acknowledge(string episode, Acknowledgement acknowledgement)
    {
        var acknowledged = new Dictionary<string, Acknowledgement>(_content.Acknowledged) { [episode] = acknowledgement };
        foreach (var (old, _) in acknowledged.OrderBy(pair => pair.Value.At).Take(acknowledged.Count - MostAcknowledgements).ToList())
        {
            acknowledged.Remove(old);
        }

        Save(_content with { Acknowledged = acknowledged });
    }

    /// <summary>Puts the mutes in place of those that there are.</summary>
    internal void Put(IReadOnlyList<Mute> mutes) => Save(_content with { Mutes = mutes });

    private void Save(Content content)
    {
        DurableFiles.Replace(_files, _path, JsonSerializer.SerializeToUtf8Bytes(content, _json));
        _content = content;
    }

    private sealed record Content(IReadOnlyDictionary<string, Acknowledgement> Acknowledged, IReadOnlyList<Mute> Mutes);
}
