using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class KafkaCommand : CityCommand
{
    public KafkaCommand()
        : base("kafka", "topics of a Kafka cluster: what is there, and records into and out of them")
    {
        Subcommands.Add(new KafkaTopicsCommand());
        Subcommands.Add(new KafkaProduceCommand());
        Subcommands.Add(new KafkaConsumeCommand());
    }

    public override CommandGroup? Group => CommandGroup.Run;
}
