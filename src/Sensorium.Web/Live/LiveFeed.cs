using Sensorium.Core;

namespace Sensorium.Web.Live;

/// <summary>What pipelines hand to the page: the newest rows of each table. Bounded, and no reader ever holds a writer up.</summary>
public sealed class LiveFeed(TimeProvider time)
{
    private readonly Lock _gate = new();
    private volatile LiveTable[] _tables = [];
    private volatile LiveViewer[] _viewers = [];

    /// <summary>The tables, in the order in which they came.</summary>
    public IReadOnlyList<LiveTable> Tables => _tables;

    /// <summary>How many follow it now.</summary>
    public int Viewers => _viewers.Length;

    /// <summary>Adds a table, in place of an older one of its name.</summary>
    /// <param name="isAlerts">Whether its rows are alerts that are raised and cleared.</param>
    public LiveTable Table(string name, Schema schema, bool isAlerts = false)
    {
        var table = new LiveTable(this, name, schema, isAlerts, time);
        lock (_gate)
        {
            _tables = [.. _tables.Where(known => known.Name != name), table];
        }

        Pulse();
        return table;
    }

    /// <summary>Wakes all viewers.</summary>
    internal void Pulse()
    {
        foreach (var viewer in _viewers)
        {
            viewer.Wake();
        }
    }

    /// <summary>Begins to follow the feed.</summary>
    /// <returns>Null where <paramref name="limit"/> follow it already.</returns>
    internal LiveViewer? Follow(int limit)
    {
        lock (_gate)
        {
            if (_viewers.Length >= limit)
            {
                return null;
            }

            var viewer = new LiveViewer(this);
            _viewers = [.. _viewers, viewer];
            return viewer;
        }
    }

    internal void Leave(LiveViewer viewer)
    {
        lock (_gate)
        {
            _viewers = [.. _viewers.Where(other => other != viewer)];
        }
    }
}
