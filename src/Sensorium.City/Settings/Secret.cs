namespace Sensorium.City.Settings;

/// <summary>A value that is never shown, and in files stands only as <c>${env:NAME}</c> or <c>${file:PATH}</c>.</summary>
internal sealed class Secret(string value)
{
    /// <summary>The secret itself. Whoever takes it out answers for where it goes.</summary>
    public string Reveal() => value;

    public override string ToString() => "••••••";
}
