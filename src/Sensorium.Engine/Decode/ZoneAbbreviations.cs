namespace Sensorium.Engine.Decode;

/// <summary>
/// The zone names that <c>java.util.Date.toString()</c> may end in. Names that stand for several zones are left out rather than guessed
/// (IST is India, Israel and Ireland), but for those that RFC 822 fixed (EST to PDT).
/// </summary>
internal static class ZoneAbbreviations
{
    private static readonly Dictionary<string, int> MinutesByName = new(StringComparer.Ordinal)
    {
        ["UTC"] = 0,
        ["GMT"] = 0,
        ["UT"] = 0,
        ["Z"] = 0,
        ["WET"] = 0,
        ["WEST"] = 60,
        ["BST"] = 60,
        ["CET"] = 60,
        ["CEST"] = 120,
        ["MET"] = 60,
        ["MEST"] = 120,
        ["EET"] = 120,
        ["EEST"] = 180,
        ["TRT"] = 180,
        ["MSK"] = 180,
        ["SAST"] = 120,
        ["EAT"] = 180,
        ["CAT"] = 120,
        ["WAT"] = 60,
        ["PKT"] = 300,
        ["SGT"] = 480,
        ["HKT"] = 480,
        ["JST"] = 540,
        ["KST"] = 540,
        ["AWST"] = 480,
        ["ACST"] = 570,
        ["ACDT"] = 630,
        ["AEST"] = 600,
        ["AEDT"] = 660,
        ["NZST"] = 720,
        ["NZDT"] = 780,
        ["BRT"] = -180,
        ["ART"] = -180,
        ["NST"] = -210,
        ["NDT"] = -150,
        ["EST"] = -300,
        ["EDT"] = -240,
        ["CST"] = -360,
        ["CDT"] = -300,
        ["MST"] = -420,
        ["MDT"] = -360,
        ["PST"] = -480,
        ["PDT"] = -420,
        ["AKST"] = -540,
        ["AKDT"] = -480,
        ["HST"] = -600,
    };

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByName =
        MinutesByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="minutes">East of Greenwich.</param>
    public static bool TryFind(ReadOnlySpan<byte> name, out int minutes)
    {
        Span<char> characters = stackalloc char[4];
        minutes = 0;
        if (name.Length is 0 or > 4)
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            characters[i] = (char)name[i];
        }

        return ByName.TryGetValue(characters[..name.Length], out minutes);
    }
}
