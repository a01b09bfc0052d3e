using Sensorium.City.Settings;

namespace Sensorium.City.Logs;

/// <param name="Part">Of the city, as <c>status</c> names it.</param>
/// <param name="Code">Of the error; null where the line tells of none.</param>
/// <param name="Fix">What to do; null where the line tells of no error.</param>
/// <param name="Trace">Id of the sampled request it belongs to; null for none.</param>
/// <param name="More">How often the same line came again; 0 for a line of its own.</param>
/// <param name="Over">In how long it did so.</param>
internal sealed record LogLine(
    DateTimeOffset At,
    LogLevel Level,
    string Part,
    string? Code,
    string Message,
    string? Fix,
    string? Trace,
    long More = 0,
    TimeSpan Over = default);
