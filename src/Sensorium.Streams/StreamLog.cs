using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Core.Scheduling;
using Sensorium.Core.Sources;
using Sensorium.Streams.Frames;
using Sensorium.Streams.Partitions;
using Sensorium.Streams.Retention;
using Sensorium.Streams.Segments;

namespace Sensorium.Streams;

/// <summary>
/// The embedded log of one stream: a folder with numbered partitions. What an append acknowledges is on the disk, and only what is on
/// the disk is read. Safe for any number of producers and readers; one process owns it.
/// </summary>
public sealed class StreamLog : ISource, IAsyncDisposable
{
    private const int Format = 1;
    private const string FileName = "stream.json";

    /// <summary>Clocks are corrected by less than this all the time.</summary>
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromMinutes(5);

    private readonly Partition[] _partitions;
    private readonly PartitionWriter[] _writers;
    private readonly Consumers _consumers;
    private readonly IDisposable? _lock;
    private int _nextPartition;
    private bool _disposed;

    private StreamLog(
        IFileSystem files, IScheduler scheduler, string folder, string stream, StreamLogOptions options, IDisposable? ownership)
    {
        Stream = stream;
        _lock = ownership;
        _consumers = new(files, folder, options.PartitionCount);
        _partitions = new Partition[options.PartitionCount];
        _writers = new PartitionWriter[ownership is null ? 0 : options.PartitionCount];
        var stores = new List<SegmentStore>();
        try
        {
            for (var i = 0; i < options.PartitionCount; i++)
            {
                var (state, data) = (new PartitionState(stream), new Signal());
                var segments = SegmentStore.Open(files, FolderOf(folder, i), i, state, readOnly: ownership is null);
                stores.Add(segments);
                _partitions[i] = new(i, state, segments, data, isFinite: ownership is null);
                if (ownership is not null)
                {
                    _writers[i] = new(i, state, segments, options, _consumers, scheduler, data);
                    var ceiling = _consumers.Ceiling(i);
                    CheckEnd(ceiling.Pipeline, i, ceiling.Offset);
                    if (options.SetsClockBack && _writers[i].Ahead > TimeSpan.Zero)
                    {
                        _writers[i].SetClockBack();
                    }
                }
            }
        }
        catch
        {
            stores.ForEach(store => store.Close());
            throw;
        }
    }

    public string Stream { get; }

    public IReadOnlyList<ISourcePartition> Partitions => _partitions;

    public int PartitionCount => _partitions.Length;

    /// <summary>Whether it was opened as a copy, whose partitions end.</summary>
    public bool IsReadOnly => _writers.Length == 0;

    /// <summary>The registered pipelines.</summary>
    public IReadOnlyList<string> Registered => _consumers.Names;

    /// <summary>Why a partition takes nothing any more, a bug or damage; null while all do.</summary>
    public Exception? Fault => _writers.Select(writer => writer.Fault).FirstOrDefault(fault => fault is not null);

    /// <summary>
    /// Where append times stand ahead of the machine's clock, so that new records get old ones' times; null while none do.
    /// </summary>
    public SensoriumException? ClockFault =>
        _writers.Length > 0 && _writers.Max(writer => writer.Ahead) is var ahead && ahead > _clockTolerance
            ? StreamErrors.ClockAhead(Stream, ahead)
            : null;

    /// <summary>What the disk refused within the last minute, in any partition; null where it has taken something there since.</summary>
    public SensoriumException? DiskRefusal => _writers.Select(writer => writer.DiskRefusal).FirstOrDefault(refusal => refusal is not null);

    /// <summary>Opens the stream as its one owner, and makes it where there is none.</summary>
    /// <exception cref="SensoriumException">It has another owner (SN3001), is damaged (SN3002, SN3005, SN3006, SN3014), is of a newer
    /// release (SN3003) or has another number of partitions (SN3004).</exception>
    public static StreamLog Open(
        IFileSystem files, IScheduler scheduler, string folder, string stream, StreamLogOptions? options = null)
    {
        options ??= new();
        options.Check();
        DurableFiles.CreateDirectory(files, folder);
        var ownership = files.TryLock($"{folder}/lock") ?? throw StreamErrors.Owned(stream, folder);
        try
        {
            var path = $"{folder}/{FileName}";
            if (!files.FileExists(path))
            {
                Create(files, folder, stream, options.PartitionCount, EventTime.From(scheduler.Time.GetUtcNow()).Micros);
            }

            files.SyncDirectory(folder);
            var stands = ReadStreamFile(files, path).Partitions;
            return stands == options.PartitionCount
                ? new(files, scheduler, folder, stream, options, ownership)
                : throw StreamErrors.PartitionCountDiffers(stream, stands, options.PartitionCount);
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a copy of a stream's folder, without a lock and without changing anything. Its partitions are finite: they end where the
    /// copy's last whole frame does.
    /// </summary>
    public static StreamLog OpenReadOnly(IFileSystem files, IScheduler scheduler, string folder, string stream)
    {
        var path = $"{folder}/{FileName}";
        if (!files.FileExists(path))
        {
            throw StreamErrors.PartitionMissing(stream, folder);
        }

        var options = new StreamLogOptions { PartitionCount = ReadStreamFile(files, path).Partitions };
        return new(files, scheduler, folder, stream, options, ownership: null);
    }

    /// <summary>The partition of a key, as Kafka's default partitioner has it.</summary>
    public int PartitionOf(ReadOnlySpan<byte> key) => KeyPartitioner.PartitionOf(key, PartitionCount);

    /// <summary>The partition for the next batch of records without keys: each in turn.</summary>
    public int NextPartition() => (Interlocked.Increment(ref _nextPartition) & int.MaxValue) % PartitionCount;

    /// <summary>
    /// Where the records begin that a partition was given at or after a time: its start where all were, its end where none was.
    /// </summary>
    /// <exception cref="SensoriumException">SN3002: the log is damaged there.</exception>
    public Position PositionAt(int partition, EventTime appended) => _partitions[partition].PositionAt(appended.Micros);

    /// <summary>
    /// Appends a batch, and answers once it is on the disk or refused. Disk errors and limits come as outcomes. Several appends may be
    /// under way; those to one partition are written in the order of the calls.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch is empty.</exception>
    public ValueTask<AppendResult> Append(AppendRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfZero(request.Records.Count);
        return Writer(request.Partition).Append(request);
    }

    /// <summary>As <see cref="Append"/>, but waits instead of being refused as <see cref="AppendOutcome.Full"/>.</summary>
    public ValueTask<AppendResult> AppendWhenRoom(AppendRequest request, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(request.Records.Count);
        return Writer(request.Partition).AppendWhenRoom(request, cancellation);
    }

    /// <summary>Appends a time mark or a "nothing before" mark.</summary>
    /// <param name="value">Microseconds: event time of a time mark, append time of the other.</param>
    public ValueTask<AppendResult> AppendHeartbeat(int partition, ControlKind kind, long value) =>
        Writer(partition).AppendControl(kind, value);

    /// <summary>Appends a probe that proves a hop works.</summary>
    public ValueTask<AppendResult> AppendCanary(int partition, long number) =>
        Writer(partition).AppendControl(ControlKind.Canary, number);

    /// <summary>From now on nothing is removed that this pipeline has not committed. Durable when it returns; again is nothing.</summary>
    public void Register(string pipelineId)
    {
        ThrowIfReadOnly();
        _consumers.Register(pipelineId);
    }

    /// <summary>
    /// Says that the pipeline will not read before <paramref name="position"/> again. In memory: given anew at each start.
    /// </summary>
    /// <exception cref="SensoriumException">The position lies beyond the end: acknowledged records are lost (SN3006).</exception>
    /// <exception cref="InvalidOperationException">The pipeline is not registered.</exception>
    public void Commit(string pipelineId, int partition, Position position)
    {
        ThrowIfReadOnly();
        CheckEnd(pipelineId, partition, position.ToOffset());
        _consumers.Commit(pipelineId, partition, position.ToOffset());
        _writers[partition].Room.Pulse();
    }

    /// <summary>Forgets a pipeline that is gone for good. Durable when it returns.</summary>
    public void Deregister(string pipelineId)
    {
        ThrowIfReadOnly();
        try
        {
            _consumers.Deregister(pipelineId);
        }
        finally
        {
            foreach (var writer in _writers)
            {
                writer.Room.Pulse();
            }
        }
    }

    /// <summary>
    /// Removes what is past its age or over the size limit. Appends do so too; a stream without any needs it now and then.
    /// </summary>
    public async ValueTask Retain()
    {
        foreach (var writer in _writers)
        {
            await writer.Retain();
        }
    }

    public StreamLedger Ledger() =>
        new(Stream, [.. _partitions.Select((partition, i) => IsReadOnly ? partition.Ledger() : _writers[i].Ledger(partition))]);

    /// <summary>
    /// The sampled requests whose records lie from <paramref name="from"/> up to <paramref name="to"/>. The newest few of each partition
    /// are known, and those before a start are not.
    /// </summary>
    public IReadOnlyList<ActivityContext> Traces(int partition, Position from, Position to) =>
        IsReadOnly ? [] : _writers[partition].Traces.Between(from.ToOffset(), to.ToOffset());

    /// <summary>Writes what was accepted, answers it, and gives the stream up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            foreach (var writer in _writers)
            {
                await writer.Close();
            }

            _consumers.TrySave();
        }
        finally
        {
            _lock?.Dispose();
        }
    }

    private static string FolderOf(string folder, int partition) => string.Create(CultureInfo.InvariantCulture, $"{folder}/{partition}");

    /// <summary>The file comes last: a folder without it may be half-made, and making goes on.</summary>
    private static void Create(IFileSystem files, string folder, string stream, int partitions, long now)
    {
        for (var i = 0; i < partitions; i++)
        {
            SegmentStore.Create(files, FolderOf(folder, i), i, now);
        }

        var content = JsonSerializer.SerializeToUtf8Bytes(new(Format, stream, partitions), StreamFilesJson.Default.StreamFile);
        DurableFiles.Replace(files, $"{folder}/{FileName}", content);
    }

    private static StreamFile ReadStreamFile(IFileSystem files, string path)
    {
        var file = StreamFilesJson.Read(files, path, StreamFilesJson.Default.StreamFile);
        return file.Format == Format ? file : throw StreamErrors.UnknownFormat(path, file.Format, Format);
    }

    private PartitionWriter Writer(int partition)
    {
        ThrowIfReadOnly();
        return _writers[partition];
    }

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
        {
            throw StreamErrors.ReadOnly(Stream);
        }
    }

    private void CheckEnd(string? pipeline, int partition, long committed)
    {
        var end = _partitions[partition].End.ToOffset();
        if (pipeline is not null && committed > end)
        {
            throw StreamErrors.EndsEarly(Stream, partition, end, pipeline, committed);
        }
    }
}
