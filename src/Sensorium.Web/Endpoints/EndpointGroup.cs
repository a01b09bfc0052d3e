namespace Sensorium.Web.Endpoints;

/// <summary>
/// Routes that belong together, what they need, and what runs beside them. A <see cref="WebServer"/> knows its routes by their groups
/// alone, and disposes groups that are disposable.
/// </summary>
public abstract class EndpointGroup
{
    /// <summary>Why what the group shows is not updated; null while it is.</summary>
    internal virtual Exception? Fault => null;

    /// <summary>What runs while the server listens, by name.</summary>
    internal virtual IReadOnlyList<(string Name, Func<CancellationToken, Task> Run)> Activities => [];

    /// <summary>Adds the routes, each with its access rule.</summary>
    internal abstract void Map(EndpointContext server);

    /// <summary>Runs once, before the server listens.</summary>
    internal virtual void Prepare()
    {
    }
}
