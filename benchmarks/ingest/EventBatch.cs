using System.Globalization;
using System.Text;

namespace Sensorium.Benchmarks.Ingest;

/// <summary>A body of NDJSON that is written once and then only gets the time and its mark anew.</summary>
internal sealed class EventBatch
{
    private const string Time = "0000-00-00T00:00:00.000Z";
    private const string NoMark = "0000000000000001";

    private readonly List<int> _times = [];
    private readonly int _mark;

    public EventBatch(int events, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var i = 0; i < events; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"sensor-{random.Next(10_000):D5}\",\"value\":{Math.Round(random.NextDouble() * 100, 2)},\"mark\":");
            if (i == events / 2)
            {
                _mark = text.Length;
                text.Append('1').Append(NoMark);
            }
            else
            {
                text.Append('0');
            }

            text.Append(",\"at\":\"");
            _times.Add(text.Length);
            text.Append(Time).Append("\"}\n");
        }

        Body = Encoding.ASCII.GetBytes(text.ToString());
    }

    public byte[] Body { get; }

    /// <summary>Sets every event's time, and the number of the marked one.</summary>
    /// <returns>The mark as the event has it.</returns>
    public long Set(DateTime time, long number)
    {
        var stamp = Encoding.ASCII.GetBytes(time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        foreach (var at in _times)
        {
            stamp.CopyTo(Body, at);
        }

        var mark = "1" + number.ToString("D16", CultureInfo.InvariantCulture);
        Encoding.ASCII.GetBytes(mark).CopyTo(Body, _mark);
        return long.Parse(mark, CultureInfo.InvariantCulture);
    }
}
