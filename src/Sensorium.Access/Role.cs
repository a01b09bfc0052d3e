namespace Sensorium.Access;

/// <summary>What somebody may do; each role may also do what those before it may.</summary>
public enum Role
{
    /// <summary>Looks, and asks queries.</summary>
    Viewer,

    /// <summary>Answers alerts, and edits thresholds.</summary>
    Operator,

    /// <summary>Runs jobs, and looks after the lake.</summary>
    Engineer,

    /// <summary>Changes users, tokens and settings.</summary>
    Admin,
}
