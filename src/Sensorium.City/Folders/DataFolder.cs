namespace Sensorium.City.Folders;

/// <summary>The folder that holds everything a running city keeps. Commands agree on its parts here.</summary>
/// <param name="Path">Full path; may not exist yet.</param>
internal sealed record DataFolder(string Path)
{
    /// <summary>Log of the streams.</summary>
    public string Streams => System.IO.Path.Combine(Path, "streams");

    /// <summary>Checkpoints of the pipelines.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Every version of the reference tables that the pipelines have joined with.</summary>
    public string References => System.IO.Path.Combine(Path, "references");

    /// <summary>Files nobody else sees: what DuckDB writes before the lake takes it over, and what it spills.</summary>
    public string Scratch => System.IO.Path.Combine(Path, "scratch");

    /// <summary>Every alert that was raised or cleared, an object a line.</summary>
    public string AlertLog => System.IO.Path.Combine(Path, "alerts.log");

    /// <summary>What people answered to alerts.</summary>
    public string AlertAnswers => System.IO.Path.Combine(Path, "alerts.json");

    /// <summary>Who changed what, an object a line.</summary>
    public string AuditLog => System.IO.Path.Combine(Path, "audit.log");

    /// <summary>Users, sessions, tokens and the city's own certificate.</summary>
    public string Access => System.IO.Path.Combine(Path, "access");

    /// <summary>The kernel's lock; its content names the owner.</summary>
    public string Lock => System.IO.Path.Combine(Path, "lock");

    /// <summary>The Unix socket that a running city listens on.</summary>
    public string Socket => System.IO.Path.Combine(Path, "control.sock");

    /// <summary>The folder given, else <c>.sensorium</c>.</summary>
    public static DataFolder Named(string? given) => new(System.IO.Path.GetFullPath(given ?? ".sensorium"));

    /// <summary>The lake of a city: its <c>lake.path</c>, relative to the city's folder, else <c>lake</c> in here.</summary>
    public string Lake(CityFolder? city) => city?.Settings.Lake.Path is { } path
        ? System.IO.Path.GetFullPath(path, city.Folder)
        : System.IO.Path.Combine(Path, "lake");
}
