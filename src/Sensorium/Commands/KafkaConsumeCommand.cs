using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Sensorium.CommandLine;
using Sensorium.Connectors.Kafka;
using Sensorium.Connectors.Kafka.Reading;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.Commands;

internal sealed class KafkaConsumeCommand : KafkaUserCommand
{
    /// <summary>Records of one partition before the next one has its turn.</summary>
    private const int Turn = 1000;

    private readonly Option<string?> _start = new("--start")
    {
        Description = "earliest, latest or a time such as 2026-01-01T00:00Z (default: the address's start, else earliest)",
        HelpName = "WHERE",
    };

    private readonly Option<long?> _count = new("--count")
    {
        Description = "ends after so many records (default: runs until it is stopped)",
        HelpName = "N",
    };

    private readonly Option<bool> _untilEnd = new("--until-end") { Description = "ends at the topic's present end" };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public KafkaConsumeCommand()
        : base("consume", "prints a topic's records, each a line", "kafka://HOST:PORT/TOPIC")
    {
        foreach (var option in new Option[] { _start, _count, _untilEnd, _format })
        {
            Options.Add(option);
        }

        SetAction(Consume);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium kafka consume kafka://127.0.0.1:9092/temp_stream --start latest",
        "sensorium kafka consume kafka://127.0.0.1:9092/temp_stream --until-end > readings.ndjson",
        "sensorium kafka consume kafka://127.0.0.1:9092/temp_stream --count 10 --format json",
    ];

    private async Task<int> Consume(ParseResult line, CancellationToken cancellation)
    {
        if (line.GetValue(_count) is { } asked and < 1)
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage, $"--count takes 1 and more, not {asked}.", "leave it out to run until Ctrl-C.");
        }

        var endpoint = Endpoint(line);
        var start = Start(line, endpoint);
        using var cluster = new KafkaCluster(endpoint, (_, _) => { });
        var topic = cluster.Describe(endpoint.RequiredTopic);
        using var reader = new KafkaTopicReader(endpoint, topic, new("sensorium-consume"), cluster, new ThreadScheduler(), (_, _) => { });
        var partitions = new List<KafkaPartitionReader>();
        for (var partition = 0; partition < topic.Partitions; partition++)
        {
            partitions.Add(reader.Open(partition, cluster.OffsetOf(topic.Name, partition, start)));
            partitions[partition].StopAt = line.GetValue(_untilEnd) ? cluster.Range(topic.Name, partition).End : long.MaxValue;
        }

        try
        {
            await Print(line, partitions, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how it ends without a count.
        }

        await Terminal(line).Output.FlushAsync(CancellationToken.None);
        return ExitCode.Done;
    }

    private static KafkaStart StartOf(string text) => text switch
    {
        "earliest" => KafkaStart.Earliest,
        "latest" => KafkaStart.Latest,
        _ when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
            KafkaStart.At(EventTime.From(time)),
        _ => throw new SensoriumException(
            ErrorCodes.WrongUsage, $"--start cannot be '{text}'.", "write earliest, latest or a time such as 2026-01-01T00:00Z."),
    };

    private KafkaStart Start(ParseResult line, KafkaEndpoint endpoint) =>
        line.GetValue(_start) is { } text ? StartOf(text) : endpoint.Start ?? KafkaStart.Earliest;

    /// <summary>Prints until the count or the end is reached.</summary>
    private async Task Print(ParseResult line, List<KafkaPartitionReader> partitions, CancellationToken cancellation)
    {
        var left = line.GetValue(_count) ?? long.MaxValue;
        var terminal = Terminal(line);
        var isJson = line.GetValue(_format) == OutputFormat.Json;
        var waits = new Task?[partitions.Count];
        while (left > 0 && partitions.Exists(partition => !partition.IsComplete))
        {
            var before = left;
            foreach (var partition in partitions)
            {
                left -= PrintSome(partition, Math.Min(left, Turn), terminal, isJson);
            }

            if (left == before)
            {
                await terminal.Output.FlushAsync(cancellation);
                await AnyOf(partitions, waits, cancellation);
            }
        }
    }

    private static long PrintSome(KafkaPartitionReader partition, long most, Terminal terminal, bool isJson)
    {
        var printed = 0L;
        while (printed < most && partition.TryRead(out var record))
        {
            if (isJson)
            {
                terminal.WriteJson(Json(partition.Partition, record));
            }
            else
            {
                terminal.Output.WriteLine(Encoding.UTF8.GetString(record.Value));
            }

            printed++;
        }

        return printed;
    }

    /// <summary>Waits until one of the partitions has something, and keeps the waits of the others.</summary>
    private static async Task AnyOf(List<KafkaPartitionReader> partitions, Task?[] waits, CancellationToken cancellation)
    {
        for (var i = 0; i < waits.Length; i++)
        {
            waits[i] ??= partitions[i].IsComplete ? null : partitions[i].WaitToRead(cancellation).AsTask();
        }

        await await Task.WhenAny(waits.OfType<Task>());
        for (var i = 0; i < waits.Length; i++)
        {
            waits[i] = waits[i] is { IsCompleted: true } ? null : waits[i];
        }
    }

    private static JsonObject Json(int partition, in KafkaRecord record)
    {
        var headers = new JsonArray();
        for (var i = 0; record.TryGetHeader(i, out var name, out var value, out var isNull); i++)
        {
            headers.Add(new JsonObject
            {
                ["name"] = Encoding.UTF8.GetString(name), ["value"] = isNull ? null : Encoding.UTF8.GetString(value),
            });
        }

        return new()
        {
            ["partition"] = partition,
            ["offset"] = record.Offset,
            ["timestamp"] = record.TimestampMillis < 0 ? null : new EventTime(record.TimestampMillis * 1000).ToString(),
            ["key"] = record.HasKey ? Encoding.UTF8.GetString(record.Key) : null,
            ["headers"] = headers,
            ["value"] = record.IsTombstone ? null : Encoding.UTF8.GetString(record.Value),
        };
    }
}
