using Sensorium.Lake.Query;

namespace Sensorium.City.Settings;

internal sealed class QuerySettings
{
    [Setting("Memory of one query.", Minimum = "64 MiB")]
    public ByteSize Memory { get; init; } = ByteSize.FromGibibytes(1);

    [Setting("Threads of one query.", Minimum = "1", Maximum = "256")]
    public int Threads { get; init; } = 2;

    [Setting("Time one query may take.", Minimum = "100 ms", Maximum = "1 d")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    [Setting("Rows one query may answer over HTTP and on the page.", Minimum = "1", Maximum = "10000000")]
    public int Rows { get; init; } = 100_000;

    [Setting("Queries at once over HTTP; more are refused.", Minimum = "1", Maximum = "64")]
    public int AtOnce { get; init; } = 4;

    public QueryLimits Limits => new(Memory.Bytes, Threads, Timeout, Rows);
}
