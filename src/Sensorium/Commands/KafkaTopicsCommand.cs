using System.CommandLine;
using System.Text.Json.Nodes;
using Sensorium.CommandLine;
using Sensorium.Connectors.Kafka;
using Sensorium.Core;

namespace Sensorium.Commands;

internal sealed class KafkaTopicsCommand : KafkaUserCommand
{
    private readonly Option<bool> _create = new("--create") { Description = "creates the topic" };

    private readonly Option<int?> _partitions = Count("--partitions", "with --create: how many (default: the broker's)");

    private readonly Option<int?> _replicas = Count("--replicas", "with --create: copies of each partition (default: the broker's)");

    private readonly Option<string[]> _settings = new("--config")
    {
        Description = "with --create: a setting of the topic, e.g. retention.ms=86400000; may be given several times",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public KafkaTopicsCommand()
        : base("topics", "lists a cluster's topics, shows one, or creates it", "kafka://HOST:PORT for all topics, with /TOPIC for one")
    {
        foreach (var option in new Option[] { _create, _partitions, _replicas, _settings, _format })
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium kafka topics kafka://127.0.0.1:9092",
        "sensorium kafka topics kafka://127.0.0.1:9092/temp_stream",
        "sensorium kafka topics kafka://127.0.0.1:9092/temp_stream --create --partitions 4",
    ];

    private int Run(ParseResult line)
    {
        var endpoint = Endpoint(line);
        using var cluster = new KafkaCluster(endpoint, (_, _) => { });
        if (line.GetValue(_create))
        {
            Create(line, endpoint, cluster);
        }
        else if (line.GetValue(_partitions) is not null || line.GetValue(_replicas) is not null || line.GetValue(_settings)!.Length > 0)
        {
            throw new SensoriumException(
                ErrorCodes.WrongUsage, "--partitions, --replicas and --config go with --create.", "add --create, or leave them out.");
        }
        else if (endpoint.Topic is { } topic)
        {
            Show(line, cluster, cluster.Describe(topic));
        }
        else
        {
            List(line, cluster);
        }

        return ExitCode.Done;
    }

    private void Create(ParseResult line, KafkaEndpoint endpoint, KafkaCluster cluster)
    {
        var settings = new List<KeyValuePair<string, string>>();
        foreach (var setting in line.GetValue(_settings)!)
        {
            settings.Add(setting.Split('=', 2) is [{ Length: > 0 } name, var value]
                ? new(name, value)
                : throw new SensoriumException(
                    ErrorCodes.WrongUsage, $"'{setting}' is no setting.", "write NAME=VALUE, for example retention.ms=86400000."));
        }

        var topic = endpoint.RequiredTopic;
        Terminal(line).Say(cluster.Create(topic, line.GetValue(_partitions), line.GetValue(_replicas), settings)
            ? $"created {topic}."
            : $"{topic} exists already.");
    }

    private void Show(ParseResult line, KafkaCluster cluster, KafkaTopic topic)
    {
        var output = Terminal(line).Output;
        var ranges = Enumerable.Range(0, topic.Partitions).Select(partition => cluster.Range(topic.Name, partition)).ToList();
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            var partitions = ranges.Select((range, number) => (JsonNode)new JsonObject
            {
                ["partition"] = number, ["first"] = range.First, ["end"] = range.End,
            });
            Terminal(line).WriteJson(new JsonObject
            {
                ["topic"] = topic.Name, ["id"] = topic.Id.ToString(), ["partitions"] = new JsonArray([.. partitions]),
            });
            return;
        }

        output.WriteLine($"{"partition",9}  {"first",15}  {"end",15}");
        for (var partition = 0; partition < ranges.Count; partition++)
        {
            output.WriteLine($"{partition,9}  {ranges[partition].First,15:N0}  {ranges[partition].End,15:N0}");
        }
    }

    private void List(ParseResult line, KafkaCluster cluster)
    {
        // Kafka's own topics begin with two underscores.
        var topics = cluster.Topics().Where(topic => !topic.Name.StartsWith("__", StringComparison.Ordinal)).ToList();
        if (line.GetValue(_format) == OutputFormat.Json)
        {
            Terminal(line).WriteJson(new JsonArray([.. topics.Select(topic => (JsonNode)new JsonObject
            {
                ["topic"] = topic.Name, ["partitions"] = topic.Partitions,
            })]));
            return;
        }

        foreach (var topic in topics)
        {
            Terminal(line).Output.WriteLine($"{topic.Name,-40}  {topic.Partitions,4} partition{(topic.Partitions == 1 ? "" : "s")}");
        }

        if (topics.Count == 0)
        {
            Terminal(line).Say("no topics.");
        }
    }

    private static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(given =>
        {
            if (int.TryParse(given.Tokens[0].Value, out var count) && count < 1)
            {
                given.AddError($"{name} takes 1 and more, not {count}.");
            }
        });
        return option;
    }
}
