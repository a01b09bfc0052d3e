namespace Sensorium.Connectors.Kafka.Native;

/// <summary>What has gone wrong with a client's connections since this was made.</summary>
internal sealed class ConnectionErrors
{
    private readonly RdClient _client;
    private bool _areAllDown;

    public ConnectionErrors(RdClient client)
    {
        _client = client;

        // Earlier errors may have passed.
        Update();
        (Worst, _areAllDown) = (null, false);
    }

    /// <summary>The most telling error; null for none. That all brokers are down says less than why one is.</summary>
    public RdError? Worst { get; private set; }

    /// <summary>Whether waiting cannot help: a certificate or password is wrong, or no broker of the address can be connected to.</summary>
    public bool IsHopeless => _areAllDown || Worst?.Code is KafkaCode.Authentication or KafkaCode.Ssl || _client.FarBroker is not null;

    /// <summary>Takes the errors that have come.</summary>
    public void Update()
    {
        while (LibRdKafka.QueuePoll(_client.Events, timeoutMs: 0) is not 0 and var found)
        {
            if (LibRdKafka.EventType(found) == RdEventKind.Error)
            {
                var error = RdClient.ErrorOf(found);
                _areAllDown |= error.Code == KafkaCode.AllBrokersDown;
                Worst = error.Code == KafkaCode.AllBrokersDown ? Worst : RdClient.Worse(Worst, error);
            }

            LibRdKafka.EventDestroy(found);
        }
    }
}
