using System.Buffers;
using System.CommandLine;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Sensorium.CommandLine;
using Sensorium.Connectors.Kafka;
using Sensorium.Connectors.Kafka.Writing;
using Sensorium.Core;
using Sensorium.Core.Scheduling;
using Sensorium.City.Streams;

namespace Sensorium.Commands;

internal sealed class KafkaProduceCommand : KafkaUserCommand
{
    /// <summary>Records between two looks at what became of them.</summary>
    private const int Batch = 10_000;

    /// <summary>For what is under way when the program is asked to end.</summary>
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(8);

    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "a record a line (default: standard input)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = "the member of the JSON record that is its key, e.g. device_id (default: no key)",
        HelpName = "FIELD",
    };

    private readonly Option<string[]> _headers = new("--header")
    {
        Description = "a header of every record; may be given several times",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    public KafkaProduceCommand()
        : base("produce", "writes lines into a topic, each a record", "kafka://HOST:PORT/TOPIC")
    {
        Arguments.Add(_file);
        Options.Add(_key);
        Options.Add(_headers);
        SetAction(Produce);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "echo '{\"device_id\": \"t1\", \"value\": 21.5}' | sensorium kafka produce kafka://127.0.0.1:9092/temp_stream --key device_id",
        "sensorium simulate --to - --count 1000 | sensorium kafka produce kafka://127.0.0.1:9092/readings",
    ];

    private async Task<int> Produce(ParseResult line, CancellationToken cancellation)
    {
        var endpoint = Endpoint(line);
        var topic = endpoint.RequiredTopic;
        var key = new RecordKey(line.GetValue(_key));
        var headers = line.GetValue(_headers)!.Select(Header).ToList();
        await using var input = Open(line);
        var reader = PipeReader.Create(input);
        using var producer = new KafkaProducer(endpoint, headers, new ThreadScheduler(), (_, _) => { });
        var sent = 0L;
        try
        {
            await foreach (var record in Lines(reader, cancellation))
            {
                var of = key.Of(record.Span);
                producer.Send(topic, new() { HasKey = of is not null, Key = of, Value = record.Span });
                if (++sent % Batch == 0)
                {
                    await producer.Flush(Terminal(line).Say, cancellation);
                }
            }

            await producer.Flush(Terminal(line).Say, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Drain(producer, Terminal(line).Say);
        }
        finally
        {
            Terminal(line).Say($"{producer.Acknowledged:N0} acknowledged, {producer.Failed + producer.Outstanding:N0} not.");
        }

        return producer.Acknowledged == sent ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task Drain(KafkaProducer producer, Action<string> say)
    {
        using var deadline = new CancellationTokenSource(_drain);
        try
        {
            await producer.Flush(say, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // The counts say it.
        }
    }

    private Stream Open(ParseResult line)
    {
        if (line.GetValue(_file) is not { } file)
        {
            return Session(line).OpenInput();
        }

        return File.Exists(file)
            ? File.OpenRead(file)
            : throw new SensoriumException("SN1022", $"there is no file {file}.", "check the path.");
    }

    private static KafkaHeader Header(string text) => text.Split('=', 2) is [{ Length: > 0 } name, var value]
        ? new(name, Encoding.UTF8.GetBytes(value))
        : throw new SensoriumException(ErrorCodes.WrongUsage, $"'{text}' is no header.", "write NAME=VALUE.");

    /// <summary>The lines that are not empty, without their ends.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Lines(
        PipeReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (Line(rest.Slice(0, end)) is { Length: > 0 } line)
                {
                    yield return line;
                }

                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (Line(rest) is { Length: > 0 } last)
                {
                    yield return last;
                }

                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static ReadOnlyMemory<byte> Line(ReadOnlySequence<byte> bytes)
    {
        var line = bytes.IsSingleSegment ? bytes.First : bytes.ToArray();
        return line.Span is [.., (byte)'\r'] ? line[..^1] : line;
    }
}
