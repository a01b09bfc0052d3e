namespace Sensorium.Connectors.Kafka.Native;

/// <summary>What has gone wrong with a client's connections.</summary>
internal sealed class ConnectionErrors
{
    private bool _areAllDown;

    /// <summary>The most telling error; null for none. That all brokers are down says less than why one is.</summary>
    public RdError? Worst { get; private set; }

    /// <summary>Whether a certificate or password is wrong, which waiting does not cure.</summary>
    public bool AreRefused => Worst?.Code is KafkaCode.Authentication or KafkaCode.Ssl;

    /// <summary>Whether <see cref="AreRefused"/>, or no broker of the address could be connected to.</summary>
    public bool AreHopeless => _areAllDown || AreRefused;

    public void Add(RdError error)
    {
        if (error.Code == KafkaCode.AllBrokersDown)
        {
            _areAllDown = true;
        }
        else if (Worst is not { } worst || Weight(error.Code) >= Weight(worst.Code))
        {
            Worst = error;
        }
    }

    public void Clear() => (Worst, _areAllDown) = (null, false);

    private static int Weight(KafkaCode code) => code is KafkaCode.Authentication or KafkaCode.Ssl ? 2 : 1;
}
