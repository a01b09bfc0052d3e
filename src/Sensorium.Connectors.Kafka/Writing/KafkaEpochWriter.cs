using System.Text;
using Sensorium.Connectors.Kafka.Native;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.Connectors.Kafka.Writing;

/// <summary>
/// Writes epochs into a topic, each exactly once: an epoch's rows and a mark that names the epoch are one transaction. After a crash, the
/// next process with the same id first ends the open transaction and then reads the last mark, which says whether the epoch was committed.
/// </summary>
/// <remarks>
/// One epoch at a time. A failed transaction is aborted and retried. After a refused record the next transaction fails too, even when all
/// its records are good, and only the one after it can succeed. After a fatal error the client is replaced, and the mark is read again,
/// because the transaction may have been committed. librdkafka reports a transaction that timed out and a writer that was replaced by the
/// same error (fenced); the mark tells them apart.
/// </remarks>
public sealed class KafkaEpochWriter : IDisposable
{
    private const int StepMs = 200;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly KafkaEndpoint _endpoint;
    private readonly KafkaWriteOptions _options;
    private readonly IScheduler _scheduler;
    private readonly KafkaLog _log;
    private readonly KafkaCluster _cluster;
    private readonly EpochMarks _marks;
    private readonly Guid _writer = Guid.NewGuid();
    private readonly byte[] _key;
    private RecordSender? _sender;
    private EpochMark? _known;
    private long _inDoubt = long.MinValue;
    private bool _isConnected;
    private bool _isTakenOver;

    private KafkaEpochWriter(KafkaEndpoint endpoint, KafkaWriteOptions options, IScheduler scheduler, KafkaLog log)
    {
        _endpoint = endpoint;
        _options = options;
        _scheduler = scheduler;
        _log = log;
        _key = Encoding.UTF8.GetBytes(options.Id);
        Topic = endpoint.RequiredTopic;
        _cluster = new(endpoint, log);
        _marks = new(endpoint, options.Marks, _cluster, scheduler, log);
    }

    public string Topic { get; }

    /// <summary>The last epoch that the topic holds of this writer; null for none.</summary>
    public long? LastEpoch => _known?.Epoch;

    /// <summary>Why an epoch waits; null while none does.</summary>
    public string? Obstacle { get; private set; }

    private string Doing => $"write to '{Topic}' as '{_options.Id}'";

    /// <summary>Called at each step of an epoch, for tests that end the process there.</summary>
    internal Action<EpochStep>? Reached { get; init; }

    /// <summary>Fences earlier writers with this id, ends the transaction that they left open, and reads their last epoch.</summary>
    public static Task<KafkaEpochWriter> Open(
        KafkaEndpoint endpoint, KafkaWriteOptions options, IScheduler scheduler, KafkaLog log, CancellationToken cancellation) =>
        Open(endpoint, options, scheduler, log, reached: null, cancellation);

    /// <summary>Writes an epoch; returns when it is committed. Waits for a broker that is away.</summary>
    /// <param name="epoch">Greater than every epoch before it; numbers may be left out.</param>
    /// <returns>False where the topic held it already.</returns>
    /// <exception cref="SensoriumException">SN4511 where the broker refuses a row, SN4512 where another process has taken over, SN4506
    /// where there is no such topic, SN4507 where this client may not write to it. Nothing of the epoch is in the topic then.</exception>
    /// <exception cref="OperationCanceledException">The epoch may be in the topic or not; writing it again makes sure.</exception>
    public async Task<bool> Write(long epoch, OutgoingBatch rows, CancellationToken cancellation)
    {
        var refusals = 0;
        var pause = _firstPause;
        try
        {
            while (true)
            {
                if (_sender is null)
                {
                    await Connect(cancellation);
                }

                if (epoch <= LastEpoch)
                {
                    return false;
                }

                EpochFailure? result = null;
                await _scheduler.Start("kafka transaction", _ =>
                {
                    result = Transact(epoch, rows, cancellation);
                    return Task.CompletedTask;
                }, cancellation);
                if (result is not { } failure)
                {
                    return true;
                }

                refusals += failure.Row is { IsRefusal: true } ? 1 : 0;
                if (Hopeless(failure, refusals, rows) is { } hopeless)
                {
                    throw hopeless;
                }

                Obstacle = $"{Topic}: {failure.Text}";
                _log(KafkaLogLevel.Warning, $"epoch {epoch:N0} of {Topic} is tried again: {failure.Text}");
                await Task.Delay(pause, _scheduler.Time, cancellation);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
        }
        catch
        {
            // The next client with this id ends the open transaction.
            Drop();
            throw;
        }
        finally
        {
            Obstacle = null;
        }
    }

    public void Dispose()
    {
        Drop();
        _cluster.Dispose();
    }

    internal static async Task<KafkaEpochWriter> Open(
        KafkaEndpoint endpoint,
        KafkaWriteOptions options,
        IScheduler scheduler,
        KafkaLog log,
        Action<EpochStep>? reached,
        CancellationToken cancellation)
    {
        var writer = new KafkaEpochWriter(endpoint, options, scheduler, log) { Reached = reached };
        try
        {
            await scheduler.Start("kafka marks", _ =>
            {
                writer._marks.Ensure();
                return Task.CompletedTask;
            }, cancellation);
            await writer.Connect(cancellation);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Makes a client, ends the open transaction of this id, and reads the last mark.</summary>
    private async Task Connect(CancellationToken cancellation)
    {
        if (_isTakenOver)
        {
            throw KafkaFaults.TakenOver(_options.Id);
        }

        var sender = new RecordSender(
            _endpoint,
            [
                new("transactional.id", _options.Id),
                new("transaction.timeout.ms", $"{(long)_options.TransactionTimeout.TotalMilliseconds}"),
            ],
            _log);
        try
        {
            await _scheduler.Start("kafka transaction", _ =>
            {
                Initialize(sender, cancellation);
                return Task.CompletedTask;
            }, cancellation);
            var found = await _marks.Last(_options.Id, cancellation);
            if (_isConnected && found != _known && !(found?.Writer == _writer && found.Epoch == _inDoubt))
            {
                _isTakenOver = true;
                throw KafkaFaults.TakenOver(_options.Id);
            }

            _known = found;
            _isConnected = true;
            _sender = sender;
        }
        catch
        {
            sender.Dispose();
            throw;
        }
    }

    private void Initialize(RecordSender sender, CancellationToken cancellation)
    {
        while (RdError.Take(LibRdKafka.InitTransactions(sender.Client.Handle, StepMs)) is { } error)
        {
            cancellation.ThrowIfCancellationRequested();
            sender.Poll(0);
            if (!error.IsRetriable)
            {
                throw KafkaFaults.Of(_endpoint, error.Code, error.Text, Doing);
            }

            if (sender.Client.FarBroker is { } far)
            {
                throw KafkaFaults.PlainText(far, $"{_endpoint.Cluster} gives that address");
            }

            if (sender.Errors is { AreRefused: true, Worst: { } refused })
            {
                throw KafkaFaults.Of(_endpoint, refused.Code, refused.Text, Doing);
            }

            Obstacle = ObstacleOf(sender);
        }
    }

    /// <summary>Tries an epoch once.</summary>
    /// <returns>Why it is not in the topic, or null where it is. After a fatal error <see cref="_sender"/> is null.</returns>
    private EpochFailure? Transact(long epoch, OutgoingBatch rows, CancellationToken cancellation)
    {
        var sender = _sender!;
        sender.Forget();
        if (RdError.Take(LibRdKafka.BeginTransaction(sender.Client.Handle)) is { } refused)
        {
            return new(End(refused, cancellation), Row: null);
        }

        Reached?.Invoke(EpochStep.Begun);
        var mark = new EpochMark(epoch, _writer, rows.Count);
        for (var i = 0; i < rows.Count && sender.Failure is null; i++)
        {
            Send(sender, Topic, rows[i], i, cancellation);
        }

        Send(sender, _marks.Topic, new() { HasKey = true, Key = _key, Value = mark.ToJson() }, rows.Count, cancellation);
        Reached?.Invoke(EpochStep.Handed);
        while (sender.Outstanding > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            sender.Poll(StepMs);
            Obstacle = ObstacleOf(sender);
        }

        if (sender.Failure is { } failure)
        {
            return new(End(RdError.Of(failure.Code), cancellation), failure);
        }

        Reached?.Invoke(EpochStep.Acknowledged);
        _inDoubt = epoch;
        while (RdError.Take(LibRdKafka.CommitTransaction(sender.Client.Handle, StepMs)) is { } error)
        {
            cancellation.ThrowIfCancellationRequested();
            sender.Poll(0);
            if (!error.IsRetriable)
            {
                return new(End(error, cancellation), Row: null);
            }
        }

        _known = mark;
        Reached?.Invoke(EpochStep.Committed);
        return null;
    }

    private static void Send(RecordSender sender, string topic, in OutgoingRecord record, long tag, CancellationToken cancellation)
    {
        while (!sender.TrySend(topic, record, tag))
        {
            cancellation.ThrowIfCancellationRequested();
            sender.Poll(StepMs);
        }
    }

    /// <summary>Aborts the transaction; after a fatal error, drops the client instead.</summary>
    private RdError End(RdError error, CancellationToken cancellation)
    {
        var sender = _sender!;
        sender.Purge();
        while (!error.IsFatal && RdError.Take(LibRdKafka.AbortTransaction(sender.Client.Handle, StepMs)) is { } failed)
        {
            cancellation.ThrowIfCancellationRequested();
            sender.Poll(0);
            if (!failed.IsRetriable)
            {
                Drop();
                return error;
            }
        }

        if (error.IsFatal)
        {
            Drop();
        }

        return error;
    }

    /// <summary>What to throw where trying again cannot help; null where it may.</summary>
    private SensoriumException? Hopeless(EpochFailure failure, int refusals, OutgoingBatch rows) => failure.Code switch
    {
        KafkaCode.TopicAuthorizationFailed or KafkaCode.TransactionalIdAuthorizationFailed or KafkaCode.ClusterAuthorizationFailed =>
            KafkaFaults.NotAllowed(_endpoint, Doing, failure.Text),
        KafkaCode.UnknownTopic or KafkaCode.UnknownTopicOrPartition => _cluster.NoTopic(Topic),

        // A first refusal may belong to another row of the same batch; a second one is for good.
        _ when refusals > 1 => KafkaFaults.Refused(Topic, Describe(rows, failure.Row!.Value), failure.Text),
        _ => null,
    };

    /// <summary>Names the row. The broker refuses a batch as a whole, so that the likeliest of its rows is named.</summary>
    private string Describe(OutgoingBatch rows, DeliveryFailure refused)
    {
        if (refused.Tag >= rows.Count)
        {
            return "the epoch's mark";
        }

        var now = _scheduler.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var row = (int)refused.Tag;
        for (var i = 0; i < rows.Count; i++)
        {
            row = refused.Code switch
            {
                KafkaCode.MessageTooLarge or KafkaCode.RecordListTooLarge when rows[i].Value.Length > rows[row].Value.Length => i,
                KafkaCode.InvalidTimestamp when Distance(rows[i]) > Distance(rows[row]) => i,
                _ => row,
            };
        }

        return $"row {row + 1:N0} of {rows.Count:N0} (key '{Encoding.UTF8.GetString(rows[row].Key)}', {rows[row].Value.Length:N0} bytes)";

        long Distance(in OutgoingRecord record) => record.TimestampMillis == 0 ? 0 : Math.Abs(record.TimestampMillis - now);
    }

    private string? ObstacleOf(RecordSender sender) =>
        sender.Errors.Worst is { } error ? $"{_endpoint.Cluster}: {ClientText.Reason(error.Text)}" : null;

    private void Drop()
    {
        _sender?.Dispose();
        _sender = null;
    }
}
