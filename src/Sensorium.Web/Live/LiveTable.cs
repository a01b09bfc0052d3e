using Sensorium.Core;

namespace Sensorium.Web.Live;

/// <summary>
/// The newest rows of a table, for whoever looks. The one writer never waits: a new row takes the place of the oldest, and of a flood only
/// as many rows are rendered as an eye could follow; readers are told how many they missed. A row is rendered once, whoever reads.
/// </summary>
public sealed class LiveTable
{
    /// <summary>Rows kept.</summary>
    internal const int Capacity = 128;

    /// <summary>Rows rendered a second, beyond those that fit at once.</summary>
    private const int RowsPerSecond = 2000;

    private readonly LiveRow?[] _rows = new LiveRow?[Capacity];
    private readonly RowJson _json;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private long _next;
    private double _allowance = Capacity;
    private long _allowedAt;

    internal LiveTable(LiveFeed feed, string name, Schema schema, bool isAlerts, TimeProvider time)
    {
        (_feed, Name, Schema, IsAlerts, _time) = (feed, name, schema, isAlerts, time);
        _json = new(schema);
        _allowedAt = time.GetTimestamp();
    }

    public string Name { get; }

    public Schema Schema { get; }

    /// <summary>Whether its rows are alerts that are raised and cleared.</summary>
    public bool IsAlerts { get; }

    /// <summary>Rows that ever came.</summary>
    public long Count => Volatile.Read(ref _next);

    /// <summary>
    /// Shows rows of a batch, of the table's schema. Called by one thread at a time; the batch is the caller's again afterwards.
    /// </summary>
    public void Append(Batch batch, int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, batch.Count);
        var skipped = count - Allow(count);
        for (var i = skipped; i < count; i++)
        {
            Publish(_next + i, _json.Render(batch, start + i));
        }

        End(count);
    }

    /// <summary>Gives the rows from <paramref name="cursor"/> on that are still there to <paramref name="rows"/>, in order.</summary>
    /// <param name="cursor">Moves behind the newest row.</param>
    /// <returns>Rows between cursor and end that are not there.</returns>
    internal long Read(ref long cursor, List<LiveRow> rows)
    {
        var end = Count;
        var before = rows.Count;
        for (var sequence = Math.Max(cursor, end - Capacity); sequence < end; sequence++)
        {
            // A writer may be overtaking: what stands there then is a later row.
            if (Volatile.Read(ref _rows[sequence % Capacity]) is { } row && row.Sequence == sequence)
            {
                rows.Add(row);
            }
        }

        var missed = end - cursor - (rows.Count - before);
        cursor = end;
        return missed;
    }

    private void Publish(long sequence, byte[] json) => Volatile.Write(ref _rows[sequence % Capacity], new(sequence, json));

    private void End(int count)
    {
        Volatile.Write(ref _next, _next + count);
        _feed.Pulse();
    }

    private int Allow(int count)
    {
        var now = _time.GetTimestamp();
        _allowance = Math.Min(Capacity, _allowance + (_time.GetElapsedTime(_allowedAt, now).TotalSeconds * RowsPerSecond));
        _allowedAt = now;
        var allowed = Math.Min(count, (int)_allowance);
        _allowance -= allowed;
        return allowed;
    }
}
