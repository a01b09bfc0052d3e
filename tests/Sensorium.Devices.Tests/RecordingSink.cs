using System.Text;
using Sensorium.Core;

namespace Sensorium.Devices.Tests;

internal sealed class RecordingSink : IFleetSink
{
    public List<Message> Messages { get; } = [];

    public void Accept(int stream, EventTime sent, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        Messages.Add(new(stream, sent, Encoding.UTF8.GetString(key), value.ToArray()));

    public string Text => string.Join('\n', Messages.Select(message => $"{message.Stream} {message.Sent} {message.Key} {message.Text}"));

    public sealed record Message(int Stream, EventTime Sent, string Key, byte[] Value)
    {
        public string Text => Encoding.UTF8.GetString(Value);
    }
}
