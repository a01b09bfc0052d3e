using System.CommandLine;
using Sensorium.CommandLine;
using Sensorium.Connectors.Kafka;
using Sensorium.City.Settings;

namespace Sensorium.Commands;

/// <summary>A command on a cluster or a topic of it.</summary>
internal abstract class KafkaUserCommand : CityCommand
{
    private readonly Argument<string> _address;

    protected KafkaUserCommand(string name, string description, string address)
        : base(name, description)
    {
        _address = new("ADDRESS") { Description = address };
        Arguments.Add(_address);
    }

    protected KafkaEndpoint Endpoint(ParseResult line) =>
        KafkaAddress.Parse(line.GetValue(_address)!, Directory.GetCurrentDirectory(), Session(line).Variables);
}
