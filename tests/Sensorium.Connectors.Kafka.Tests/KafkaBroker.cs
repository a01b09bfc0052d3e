using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Sensorium.Connectors.Kafka.Tests;

/// <summary>
/// A real Apache Kafka on loopback: one node that is broker and controller, with plain-text, TLS and SASL listeners, and one listener that
/// advertises the address of another machine. It can be killed and started again.
/// </summary>
public sealed class KafkaBroker : IAsyncLifetime, IDisposable
{
    public const string User = "city";
    public const string Password = "correct horse";

    private const string Protocols =
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,SASLTLS:SASL_SSL,SASLPLAIN:SASL_PLAINTEXT,FAR:PLAINTEXT";

    private const string LoginModules = "org.apache.kafka.common.security";

    /// <summary>
    /// Starts the broker, says its process id, and kills it when the other end of its own standard input closes: a test host that crashes
    /// leaves no broker behind.
    /// </summary>
    private const string Guard = "exec 3<&0; \"$@\" </dev/null & echo $!; cat <&3 >/dev/null; kill -9 %1 2>/dev/null";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _said = new();
    private readonly int[] _ports = new int[6];
    private Process? _process;
    private int _broker;
    private IAdminClient? _admin;

    public string Address => $"127.0.0.1:{_ports[0]}";

    public string TlsAddress => $"127.0.0.1:{_ports[1]}";

    public string SaslTlsAddress => $"localhost:{_ports[2]}";

    public string SaslPlainTextAddress => $"127.0.0.1:{_ports[3]}";

    /// <summary>Tells its clients to go to 192.0.2.1, which is nobody's.</summary>
    public string FarAddress => $"127.0.0.1:{_ports[4]}";

    public string CaFile => Path.Combine(_folder.Path, "ca.pem");

    public string OtherCaFile => Path.Combine(_folder.Path, "other.pem");

    public IAdminClient Admin => _admin ??=
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Address }).SetLogHandler((_, _) => { }).Build();

    public async Task InitializeAsync()
    {
        if (!KafkaTools.AreThere)
        {
            return;
        }

        var listeners = Enumerable.Range(0, _ports.Length).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        for (var i = 0; i < _ports.Length; i++)
        {
            _ports[i] = ((IPEndPoint)listeners[i].LocalEndpoint).Port;
            listeners[i].Stop();
        }

        BrokerCertificates.Write(_folder.Path);
        File.WriteAllText(Settings, Properties());
        File.WriteAllText(Logging, """
            rootLogger.level = warn
            rootLogger.appenderRef.console.ref = console
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %p %m (%c)%n
            """);
        await Run(
            "kafka.tools.StorageTool", "format", "--standalone", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", Settings,
            "--add-scram", $"SCRAM-SHA-256=[name={User},password={Password}]",
            "--add-scram", $"SCRAM-SHA-512=[name={User},password={Password}]");
        await Start();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _admin?.Dispose();
        if (_process is not null)
        {
            Kill();
        }

        _folder.Dispose();
    }

    /// <summary>An address of the plain listener.</summary>
    public KafkaEndpoint Endpoint(string? topic = null) => KafkaEndpoint.Parse($"kafka://{Address}/{topic}", _ => "");

    /// <summary>The file that holds the first records of a partition.</summary>
    public string SegmentOf(string topic, int partition) =>
        Path.Combine(_folder.Path, "data", $"{topic}-{partition}", "00000000000000000000.log");

    /// <summary>Ends it as a crash would.</summary>
    public void Kill()
    {
        Signal(9);
        _process!.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops it where it is, as a machine that hangs: connections stay open and nothing answers.</summary>
    public void Freeze() => Signal(19);

    public void Thaw() => Signal(18);

    public async Task Start()
    {
        var java = KafkaTools.Java("512m", Logging, "kafka.Kafka", Settings);
        _process = new()
        {
            StartInfo = new("bash", ["-c", Guard, "bash", java.FileName, .. java.ArgumentList])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            },
        };
        var id = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (!id.TrySetResult(int.TryParse(line.Data, out var number) ? number : 0))
            {
                Hear(line.Data);
            }
        };
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _broker = await id.Task;
        var started = Stopwatch.StartNew();
        while (!await Answers())
        {
            if (!Directory.Exists($"/proc/{_broker}") || started.Elapsed > _patience)
            {
                lock (_said)
                {
                    throw new InvalidOperationException($"The broker does not start:\n{_said}");
                }
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Makes a topic with a name of its own.</summary>
    public async Task<string> NewTopic(int partitions = 1, params (string Name, string Value)[] settings)
    {
        var name = $"t-{Guid.NewGuid():N}";
        await Create(name, partitions, settings);
        return name;
    }

    public async Task Create(string name, int partitions = 1, params (string Name, string Value)[] settings)
    {
        await Admin.CreateTopicsAsync(
        [
            new()
            {
                Name = name, NumPartitions = partitions, ReplicationFactor = 1,
                Configs = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
            },
        ]);
        await UntilPartitions(name, partitions);
    }

    public Task UntilPartitions(string topic, int count) => Until(
        () => Admin.GetMetadata(topic, TimeSpan.FromSeconds(5)).Topics[0].Partitions.Count == count
            && Enumerable.Range(0, count).All(partition => HasLeader(topic, partition)),
        $"topic {topic} has {count} partitions");

    public async Task Delete(string name)
    {
        await Admin.DeleteTopicsAsync([name]);
        await Until(
            () => Admin.GetMetadata(TimeSpan.FromSeconds(5)).Topics.TrueForAll(topic => topic.Topic != name), $"topic {name} is gone");
    }

    /// <summary>A producer of the other client library.</summary>
    public IProducer<byte[]?, byte[]?> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = Address, LingerMs = 5, Acks = Acks.All };
        configure?.Invoke(config);
        return new ProducerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Writes texts to a partition.</summary>
    public void Write(string topic, int partition, params IEnumerable<string> values)
    {
        using var producer = Producer();
        foreach (var value in values)
        {
            producer.Produce(new TopicPartition(topic, partition), new() { Value = Encoding.UTF8.GetBytes(value) });
        }

        producer.Flush(TimeSpan.FromSeconds(20));
    }

    /// <summary>All records of a topic that are committed, as the other client library reads them.</summary>
    public List<ConsumeResult<byte[]?, byte[]?>> Read(string topic)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Address,
            GroupId = $"g-{Guid.NewGuid():N}",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnablePartitionEof = true,
            EnableAutoCommit = false,
            FetchWaitMaxMs = 20,
        };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler((_, _) => { }).Build();
        var partitions = Admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        var found = new List<ConsumeResult<byte[]?, byte[]?>>();
        var ended = new HashSet<int>();
        while (ended.Count < partitions.Count)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"The end of {topic} does not come.");
            if (!result.IsPartitionEOF)
            {
                found.Add(result);
            }
            else if (result.Offset >= HighWatermark(topic, result.Partition))
            {
                // The last stable offset may lag behind a commit for some milliseconds.
                ended.Add(result.Partition);
            }
            else
            {
                consumer.Seek(new(result.TopicPartition, result.Offset));
            }
        }

        return found;
    }

    public static async Task Until(Func<bool> holds, string what)
    {
        var started = Stopwatch.StartNew();
        while (!holds())
        {
            started.Elapsed.ShouldBeLessThan(_patience, $"It should come to pass that {what}.");
            await Task.Delay(20);
        }
    }

    public long HighWatermark(string topic, int partition)
    {
        var spec = new TopicPartitionOffsetSpec { TopicPartition = new(topic, partition), OffsetSpec = OffsetSpec.Latest() };
        var answer = Admin.ListOffsetsAsync([spec], new() { IsolationLevel = IsolationLevel.ReadUncommitted }).Result;
        return answer.ResultInfos[0].TopicPartitionOffsetError.Offset;
    }

    /// <summary>Whether a partition answers: its leader may take over some milliseconds after the metadata names it.</summary>
    private bool HasLeader(string topic, int partition)
    {
        try
        {
            HighWatermark(topic, partition);
            return true;
        }
        catch (AggregateException failed) when (failed.InnerException is ListOffsetsException refused
            && refused.Result.ResultInfos[0].TopicPartitionOffsetError.Error.Code is ErrorCode.NotLeaderForPartition)
        {
            return false;
        }
    }

    private string Settings => Path.Combine(_folder.Path, "server.properties");

    private string Logging => Path.Combine(_folder.Path, "log4j2.properties");

    private string Properties() => $"""
        process.roles=broker,controller
        node.id=1
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        listener.security.protocol.map={Protocols}
        listeners={Listeners("127.0.0.1")},FAR://127.0.0.1:{_ports[4]},CONTROLLER://127.0.0.1:{_ports[5]}
        advertised.listeners={Listeners("localhost")},FAR://192.0.2.1:9092
        controller.quorum.bootstrap.servers=127.0.0.1:{_ports[5]}
        log.dirs={_folder.Path}/data
        num.partitions=3
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        transaction.abort.timed.out.transaction.cleanup.interval.ms=500
        broker.session.timeout.ms=2000
        broker.heartbeat.interval.ms=300
        log.retention.ms=-1
        log.retention.check.interval.ms=500
        log.initial.task.delay.ms=500
        log.cleaner.backoff.ms=200
        file.delete.delay.ms=100
        ssl.keystore.type=PEM
        ssl.keystore.location={_folder.Path}/broker.pem
        sasl.enabled.mechanisms=SCRAM-SHA-256,SCRAM-SHA-512,PLAIN
        listener.name.sasltls.plain.sasl.jaas.config={LoginModules}.plain.PlainLoginModule required user_{User}="{Password}";
        listener.name.sasltls.scram-sha-256.sasl.jaas.config={LoginModules}.scram.ScramLoginModule required;
        listener.name.sasltls.scram-sha-512.sasl.jaas.config={LoginModules}.scram.ScramLoginModule required;
        listener.name.saslplain.sasl.enabled.mechanisms=SCRAM-SHA-512
        listener.name.saslplain.scram-sha-512.sasl.jaas.config={LoginModules}.scram.ScramLoginModule required;
        """;

    private string Listeners(string sasl) =>
        $"PLAINTEXT://{Address},TLS://{TlsAddress},SASLTLS://{sasl}:{_ports[2]},SASLPLAIN://{SaslPlainTextAddress}";

    private async Task Run(string type, params string[] arguments)
    {
        using var process = Process.Start(KafkaTools.Java("256m", Logging, type, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(_patience);
        process.ExitCode.ShouldBe(0, await output + await error);
    }

    private async Task<bool> Answers()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _ports[0]);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Signal(int signal) => Kill(_broker, signal).ShouldBe(0);

    private void Hear(string? line)
    {
        if (line is not null)
        {
            lock (_said)
            {
                _said.AppendLine(line);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
