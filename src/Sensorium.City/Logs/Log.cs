using System.Diagnostics;
using Sensorium.City.Settings;
using Sensorium.Core;

namespace Sensorium.City.Logs;

/// <summary>
/// The city's log. A line that comes again within a minute is not written again: at the minute's end one line tells how often it came.
/// Safe for any thread; what it remembers is bounded.
/// </summary>
/// <param name="write">Takes each line that is to be seen, one at a time.</param>
/// <param name="least">Lesser lines are dropped.</param>
internal sealed class Log(Action<LogLine> write, TimeProvider time, LogLevel least = LogLevel.Info, SecretMask? mask = null)
{
    /// <summary>For so long a line stands for its repeats.</summary>
    public static readonly TimeSpan Fold = TimeSpan.FromSeconds(60);

    /// <summary>Lines whose repeats are counted at a time; with more, the oldest is told early.</summary>
    public const int Remembered = 256;

    /// <summary>Characters of a message; an exception with its stack stays below.</summary>
    private const int LongestMessage = 8192;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<(LogLevel, string, string?, string), Repeats> _repeats = [];
    private readonly SecretMask _mask = mask ?? new([]);

    public void Info(string part, string message) => Write(LogLevel.Info, part, message);

    public void Warn(string part, string message, string? code = null) => Write(LogLevel.Warning, part, message, code);

    public void Error(string part, string message, string? code = null) => Write(LogLevel.Error, part, message, code);

    public void Report(LogLevel level, string part, SensoriumException error) => Write(level, part, error.Message, error.Code, error.Fix);

    /// <summary>Tells of repeats whose minute is over. To be called about every second.</summary>
    public void TellRepeats()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            while (_repeats.Count > 0 && _repeats.GetAt(0).Value is var oldest && now - oldest.Since >= Fold)
            {
                _repeats.RemoveAt(0);
                if (Tell(oldest))
                {
                    // It may go on, and is told of once a minute as long as it does.
                    _repeats.Add(KeyOf(oldest.Line), new(oldest.Line) { Since = now });
                }
            }
        }
    }

    /// <summary>Tells of all repeats: nothing more comes.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var (_, repeats) in _repeats)
            {
                Tell(repeats);
            }

            _repeats.Clear();
        }
    }

    private static (LogLevel, string, string?, string) KeyOf(LogLine line) => (line.Level, line.Part, line.Code, line.Message);

    private void Write(LogLevel level, string part, string message, string? code = null, string? fix = null)
    {
        if (level < least)
        {
            return;
        }

        var shown = _mask.Of(message.Length <= LongestMessage ? message : message[..LongestMessage] + "…");
        var trace = Activity.Current is { Recorded: true } current ? current.TraceId.ToHexString() : null;
        var line = new LogLine(time.GetUtcNow(), level, part, code, shown, fix is null ? null : _mask.Of(fix), trace);
        TellRepeats();
        lock (_gate)
        {
            if (_repeats.TryGetValue(KeyOf(line), out var known))
            {
                known.Count++;
                return;
            }

            if (_repeats.Count == Remembered)
            {
                Tell(_repeats.GetAt(0).Value);
                _repeats.RemoveAt(0);
            }

            _repeats.Add(KeyOf(line), new(line) { Since = line.At });
            write(line);
        }
    }

    /// <returns>Whether there was something to tell.</returns>
    private bool Tell(Repeats repeats)
    {
        if (repeats.Count > 0)
        {
            var now = time.GetUtcNow();
            write(repeats.Line with { At = now, Trace = null, More = repeats.Count, Over = now - repeats.Since });
        }

        return repeats.Count > 0;
    }
}
