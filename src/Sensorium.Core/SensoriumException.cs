namespace Sensorium.Core;

/// <summary>
/// An error a user can act on: a stable code with a page in <c>docs/errors/</c>, what went wrong and where, and the fix.
/// Anything else that is thrown is a bug or an outage of the machine.
/// </summary>
/// <param name="code">Stable code, <c>SN</c> and four digits. The thousands name the room: 1 settings and command line, 2 SQL,
/// 3 streams, 4 pipelines, 5 lake, 6 web, 7 devices, 8 access, 9 the machine.</param>
/// <param name="message">What is wrong and where, in one sentence.</param>
/// <param name="fix">What to do about it, in one sentence.</param>
public sealed class SensoriumException(string code, string message, string fix, Exception? inner = null)
    : Exception(message, inner)
{
    public string Code { get; } = code;

    public string Fix { get; } = fix;

    /// <summary>Where in the text that the user gave; null where that is not known, or there is none.</summary>
    public TextLocation? Place { get; init; }

    public override string ToString() => $"error {Code}: {Message}\n  fix: {Fix}";
}
