using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sensorium.Core;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>
/// One <c>rd_kafka_t</c>: its connections, its threads, its log and its queue of events. Without TLS it connects to this machine only,
/// whatever addresses the brokers give.
/// </summary>
internal sealed unsafe partial class RdClient : IDisposable
{
    private const int ErrorSize = 512;
    private const int InProgress = 115;
    private const int NotPermitted = 1;

    private readonly KafkaLog _log;
    private readonly KafkaEndpoint _endpoint;
    private GCHandle _self;
    private string? _farBroker;

    /// <param name="isConsumer">Else it produces.</param>
    /// <param name="events">What goes to <see cref="Events"/>, which somebody then has to empty. Errors are logged in any case.</param>
    /// <param name="settings">Beside those of the endpoint.</param>
    public RdClient(
        bool isConsumer, RdEventKind events, KafkaEndpoint endpoint, IReadOnlyList<KeyValuePair<string, string>> settings, KafkaLog log)
    {
        _log = log;
        _endpoint = endpoint;
        _self = GCHandle.Alloc(this);
        var conf = LibRdKafka.ConfNew();
        var error = stackalloc byte[ErrorSize];
        try
        {
            foreach (var (name, value) in ClientConfig.Of(endpoint).Concat(settings))
            {
                if (LibRdKafka.ConfSet(conf, name, value, error, ErrorSize) != 0)
                {
                    throw Unusable(error);
                }
            }

            LibRdKafka.ConfSetOpaque(conf, GCHandle.ToIntPtr(_self));
            LibRdKafka.ConfSetLog(conf, &OnLog);
            LibRdKafka.ConfSetEvents(conf, (int)events);
            if (!endpoint.Tls)
            {
                LibRdKafka.ConfSetConnect(conf, &OnConnect);
            }

            var client = LibRdKafka.New(isConsumer ? 1 : 0, conf, error, ErrorSize);
            Handle = client != 0 ? new(client) : throw Unusable(error);
        }
        catch
        {
            LibRdKafka.ConfDestroy(conf);
            _self.Free();
            throw;
        }

        Events = new(LibRdKafka.QueueGetMain(Handle));
    }

    public ClientHandle Handle { get; }

    public QueueHandle Events { get; }

    /// <summary>A broker that was not connected to because it is another machine; null for none.</summary>
    public string? FarBroker => Volatile.Read(ref _farBroker);

    /// <summary>Empties <see cref="Events"/> of a client that has errors there and nothing else.</summary>
    public void TakeErrors(ConnectionErrors errors)
    {
        while (LibRdKafka.QueuePoll(Events, timeoutMs: 0) is not 0 and var found)
        {
            if (LibRdKafka.EventType(found) == RdEventKind.Error)
            {
                errors.Add(ErrorOf(found));
            }

            LibRdKafka.EventDestroy(found);
        }
    }

    public static RdError ErrorOf(nint found) =>
        RdError.Of(LibRdKafka.EventError(found)) with { Text = RdError.Utf8(LibRdKafka.EventErrorString(found)) };

    public void Dispose()
    {
        Events.Dispose();
        Handle.Dispose();
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private SensoriumException Unusable(byte* error)
    {
        var text = Marshal.PtrToStringUTF8((nint)error) ?? "";
        return text.Contains("ssl", StringComparison.OrdinalIgnoreCase)
            ? KafkaFaults.Encryption(_endpoint, text)
            : KafkaFaults.Address(_endpoint.ToString(), text, "check its options.");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLog(nint client, int level, byte* facility, byte* text)
    {
        var self = (RdClient?)GCHandle.FromIntPtr(LibRdKafka.Opaque(client)).Target;
        self?._log(
            level switch
            {
                <= 3 => KafkaLogLevel.Error,
                4 => KafkaLogLevel.Warning,
                5 or 6 => KafkaLogLevel.Info,
                _ => KafkaLogLevel.Debug,
            },
            ClientText.Plain(RdError.Utf8((nint)text)));
    }

    /// <summary>Called in the place of <c>connect</c>: a broker tells its clients which addresses to use, and may tell any.</summary>
    /// <returns>0, or an errno.</returns>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnConnect(int socket, byte* address, int length, byte* id, nint opaque)
    {
        if (!SocketAddress.IsLoopback(new(address, length)))
        {
            var self = (RdClient)GCHandle.FromIntPtr(opaque).Target!;
            Volatile.Write(ref self._farBroker, Marshal.PtrToStringUTF8((nint)id) ?? "a broker");
            return NotPermitted;
        }

        return Connect(socket, address, length) == 0 || Marshal.GetLastPInvokeError() is InProgress ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int socket, byte* address, int length);
}
