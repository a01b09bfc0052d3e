namespace Sensorium.Core;

/// <summary>
/// What may be the name of a stream: it is a folder of the log, a part of an address and of <c>raw.NAME</c>. Whatever keeps to the rule
/// names one folder and no other place.
/// </summary>
public static class StreamName
{
    /// <summary>As UTF-8, so that a name with what is put before and behind it is a file's name on any system.</summary>
    public const int MostBytes = 200;

    /// <summary>How to fix one that is none.</summary>
    public const string Rule =
        "use letters, digits, '_', '-' and '.', at most 200 bytes as UTF-8, beginning with a letter, a digit or '_'.";

    public static bool IsValid(string name) => TableName.IsPart(name, mayHaveDots: true);
}
