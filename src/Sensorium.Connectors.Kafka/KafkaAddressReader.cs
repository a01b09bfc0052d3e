using System.Globalization;
using Sensorium.Core;

namespace Sensorium.Connectors.Kafka;

/// <summary>Reads one <c>kafka://</c> address.</summary>
internal sealed class KafkaAddressReader(string address, Func<string, string> resolve)
{
    /// <summary>Of a topic's name, as Kafka has it.</summary>
    private const int LongestTopic = 249;

    private static readonly string[] _options = ["tls", "ca", "sasl", "user", "password", "start"];

    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    /// <summary>The address up to the options, which may hold what must not be shown.</summary>
    private readonly string _shown = address.Split('?', 2)[0] is var shown && shown.LastIndexOf('@') is >= 0 and var at
        ? KafkaEndpoint.Scheme + shown[(at + 1)..]
        : address.Split('?', 2)[0];

    public KafkaEndpoint Read()
    {
        if (!KafkaEndpoint.IsKafka(address))
        {
            throw Wrong($"it does not begin with {KafkaEndpoint.Scheme}", "write kafka://HOST:PORT/TOPIC.");
        }

        var parts = address[KafkaEndpoint.Scheme.Length..].Split('?', 2);
        var slash = parts[0].IndexOf('/');
        var hosts = slash < 0 ? parts[0] : parts[0][..slash];
        var topic = slash < 0 || slash == parts[0].Length - 1 ? null : Uri.UnescapeDataString(parts[0][(slash + 1)..]);
        if (hosts.Contains('@'))
        {
            throw Wrong("a user stands before the host", "give the user as ?sasl=…&user=NAME&password=${env:NAME}.");
        }

        if (topic is not null && !IsTopic(topic))
        {
            throw Wrong($"'{topic}' cannot be a topic", $"use letters, digits, '.', '_' and '-', {LongestTopic} at most.");
        }

        ReadOptions(parts.Length > 1 ? parts[1] : "");
        var ca = _given.GetValueOrDefault("ca");
        if (ca is not null && !File.Exists(ca))
        {
            throw Wrong($"there is no file {ca} for ca", "give the PEM file of the authority that signed the brokers' certificates.");
        }

        var tls = ca is not null;
        if (_given.TryGetValue("tls", out var encrypted))
        {
            tls = encrypted switch
            {
                "on" => true,
                "off" when ca is null => false,
                _ => throw Wrong($"tls cannot be '{encrypted}'", "write tls=on, or leave it out."),
            };
        }

        var brokers = hosts.Split(',').Select(Broker).ToList();
        if (!tls && brokers.Find(broker => !KafkaEndpoint.IsLoopback(broker[..broker.LastIndexOf(':')])) is { } far)
        {
            throw KafkaFaults.PlainText(far, "it is another machine");
        }

        return new(brokers, topic, tls, ca, Sasl(tls), Start());
    }

    private static bool IsTopic(string name) =>
        name.Length <= LongestTopic
        && name is not ("." or "..")
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');

    private string Broker(string text)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && !text.EndsWith(']');
        var host = hasPort ? text[..colon] : text;
        var isBareIpv6 = host.Contains(':') && !host.StartsWith('[');
        if (isBareIpv6 || Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
        {
            var what = text.Length == 0 ? "it names no host" : $"'{text}' is not a host and port";
            throw Wrong(what, "write HOST:PORT, several with commas.");
        }

        if (!hasPort)
        {
            return $"{text}:{KafkaEndpoint.DefaultPort}";
        }

        return int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? text
            : throw Wrong($"'{text[(colon + 1)..]}' is not a port", "give a number from 1 to 65535.");
    }

    private void ReadOptions(string text)
    {
        foreach (var option in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            if (!_options.Contains(pair[0]))
            {
                throw Wrong($"it has no option '{pair[0]}'", Spelling.Advice(pair[0], _options));
            }

            if (!_given.TryAdd(pair[0], pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : ""))
            {
                throw Wrong($"{pair[0]} stands in it twice", "leave one of them out.");
            }
        }
    }

    private KafkaSasl? Sasl(bool tls)
    {
        if (!_given.TryGetValue("sasl", out var name))
        {
            return _given.ContainsKey("user") || _given.ContainsKey("password")
                ? throw Wrong("it has a user or password, but no sasl", "add sasl=scram-sha-512, scram-sha-256 or plain.")
                : null;
        }

        var mechanism = name switch
        {
            "scram-sha-256" => KafkaSaslMechanism.ScramSha256,
            "scram-sha-512" => KafkaSaslMechanism.ScramSha512,
            "plain" => KafkaSaslMechanism.Plain,
            _ => throw Wrong($"sasl cannot be '{name}'", "write scram-sha-512, scram-sha-256 or plain."),
        };
        if (mechanism == KafkaSaslMechanism.Plain && !tls)
        {
            throw Wrong("sasl=plain would send the password in plain text", "add tls=on, or take scram-sha-512.");
        }

        if (!_given.TryGetValue("user", out var user) || user.Length == 0 || !_given.TryGetValue("password", out var password))
        {
            throw Wrong("sasl needs a user and a password", "add user=NAME and password=${env:NAME}.");
        }

        return password.StartsWith("${", StringComparison.Ordinal) && password.EndsWith('}')
            ? new(mechanism, user, resolve(password))
            : throw new SensoriumException(
                "SN1007",
                $"the password of {_shown} stands in the address.",
                "write password=${env:NAME} or ${file:PATH} in its place, and change the password.");
    }

    private KafkaStart? Start() => _given.GetValueOrDefault("start") switch
    {
        null => null,
        "earliest" => KafkaStart.Earliest,
        "latest" => KafkaStart.Latest,
        var text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
            KafkaStart.At(EventTime.From(time)),
        var text => throw Wrong($"start cannot be '{text}'", "write earliest, latest or a time such as 2026-01-01T00:00Z."),
    };

    private SensoriumException Wrong(string what, string fix) => KafkaFaults.Address(_shown, what, fix);
}
