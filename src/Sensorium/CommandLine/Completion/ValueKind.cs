namespace Sensorium.CommandLine.Completion;

/// <summary>What a shell offers where a value is to be typed.</summary>
internal enum ValueKind
{
    /// <summary>Nothing that a shell could know.</summary>
    Free,

    File,

    Folder,

    /// <summary>A folder with a city.json, or one on the way to it.</summary>
    City,

    /// <summary>A table of the lake in the data folder.</summary>
    Table,

    /// <summary>A stream of the log in the data folder.</summary>
    Stream,
}
