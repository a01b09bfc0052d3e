using Sensorium.Core;
using Sensorium.Engine.Checkpoints;

namespace Sensorium.Engine.Operators.Alert;

/// <summary>The keys for which an alert is raised or about to be. All times in microseconds.</summary>
internal sealed class AlertState(string section)
{
    private const int FewKeys = 4096;
    private const int EpisodeSize = 64;

    private readonly StateSections _sections = new(section);
    private TextDictionary _keys = new();
    private AlertPhase[] _phases = [];
    private long[] _since = [];
    private long[] _raisedAt = [];
    private string?[] _episodes = [];
    private int _live;

    /// <summary>In bytes.</summary>
    public long Size => _keys.Size + (_phases.Length * 25L) + (_live * (long)EpisodeSize);

    /// <summary>Number of a key that is not quiet, or −1.</summary>
    public int Find(ReadOnlySpan<byte> key) => _keys.Find(key) is var code and >= 0 && _phases[code] != AlertPhase.Quiet ? code : -1;

    public AlertPhase PhaseOf(int code) => code < 0 ? AlertPhase.Quiet : _phases[code];

    /// <summary>When the condition became true.</summary>
    public long SinceOf(int code) => _since[code];

    public long RaisedAtOf(int code) => _raisedAt[code];

    public string EpisodeOf(int code) => _episodes[code]!;

    public void Pend(ReadOnlySpan<byte> key, long since) => Set(key, AlertPhase.Pending, since, 0, null);

    public void Raise(ReadOnlySpan<byte> key, long since, long raisedAt, string episode) => Set(key, AlertPhase.Raised, since, raisedAt, episode);

    public void Quiet(int code)
    {
        (_phases[code], _episodes[code]) = (AlertPhase.Quiet, null);
        _live--;
        _sections.Mark(code);
    }

    /// <summary>Gives up the numbers of quiet keys, when they are most.</summary>
    public void Compact()
    {
        if (_keys.Count < Math.Max(FewKeys, _live * 2))
        {
            return;
        }

        var keys = new TextDictionary();
        for (var code = 0; code < _keys.Count; code++)
        {
            if (_phases[code] != AlertPhase.Quiet)
            {
                // Numbers only fall, so nothing is overwritten that is still to be moved.
                var to = keys.GetOrAdd(_keys[code].Span);
                (_phases[to], _since[to], _raisedAt[to], _episodes[to]) = (_phases[code], _since[code], _raisedAt[code], _episodes[code]);
            }
        }

        _keys = keys;
        _phases.AsSpan(keys.Count).Clear();
        _episodes.AsSpan(keys.Count).Clear();
        _sections.MarkAll(keys.Count);
    }

    public void Save(List<CheckpointChange> changes) => _sections.Save(changes, _keys.Count, Write);

    public void Load(IReadOnlyDictionary<string, byte[]> sections)
    {
        foreach (var section in _sections.Load(sections))
        {
            var reader = new StateReader(section);
            while (!reader.AtEnd)
            {
                Set(reader.Bytes(), (AlertPhase)reader.Byte(), reader.Long(), reader.Long(), reader.Text());
            }
        }
    }

    private void Set(ReadOnlySpan<byte> key, AlertPhase phase, long since, long raisedAt, string? episode)
    {
        var code = _keys.GetOrAdd(key);
        if (code >= _phases.Length)
        {
            var size = Math.Max(64, code * 2);
            Array.Resize(ref _phases, size);
            Array.Resize(ref _since, size);
            Array.Resize(ref _raisedAt, size);
            Array.Resize(ref _episodes, size);
        }

        _live += _phases[code] == AlertPhase.Quiet ? 1 : 0;
        (_phases[code], _since[code], _raisedAt[code], _episodes[code]) = (phase, since, raisedAt, episode);
        _sections.Mark(code);
    }

    private bool Write(int first, int end, StateWriter writer)
    {
        for (var code = first; code < end; code++)
        {
            if (_phases[code] == AlertPhase.Quiet)
            {
                continue;
            }

            writer.Bytes(_keys[code].Span);
            writer.Byte((byte)_phases[code]);
            writer.Long(_since[code]);
            writer.Long(_raisedAt[code]);
            writer.Text(_episodes[code] ?? "");
        }

        return writer.Length > 0;
    }
}
