using System.Net.Sockets;
using System.Text;

namespace Sensorium.Web.Tests.Ingest;

/// <summary>Who announces much and sends little harms nobody else.</summary>
public sealed class SlowSenderTests
{
    [Fact]
    public async Task Bodies_that_are_announced_and_do_not_come_take_no_memory()
    {
        await using var doors = await TestEndpoints.Open();
        var senders = new List<TcpClient>();
        for (var i = 0; i < 12; i++)
        {
            senders.Add(await Announce(doors, 0));
        }

        for (var i = 0; i < 20; i++)
        {
            foreach (var sender in senders)
            {
                await sender.GetStream().WriteAsync("{\"id\":\"slow\""u8.ToArray());
            }

            (await doors.Post($$"""{"id":"a{{i}}"}""")).Status.ShouldBe(200);
        }

        senders.ForEach(sender => sender.Dispose());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Bodies_that_stop_in_the_middle_give_their_memory_to_those_that_come()
    {
        await using var doors = await TestEndpoints.Open();
        var senders = new List<TcpClient>();
        for (var i = 0; i < 3; i++)
        {
            senders.Add(await Announce(doors, 33 << 20));
        }

        await Task.Delay(TimeSpan.FromSeconds(2.5));
        (await doors.Post($$"""{"id":"a","x":"{{new string('x', 9 << 20)}}"}""")).Status.ShouldBe(200);

        var first = await Task.WhenAny(senders.Select(async sender => await new StreamReader(sender.GetStream()).ReadToEndAsync()))
            .Unwrap();
        first.ShouldStartWith("HTTP/1.1 408");
        first.ShouldContain("SN6016");
        senders.ForEach(sender => sender.Dispose());
    }

    private static async Task<TcpClient> Announce(TestEndpoints doors, int sent)
    {
        var client = new TcpClient("127.0.0.1", doors.Server.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /streams/temps HTTP/1.1\r\nHost: 127.0.0.1:{doors.Server.Address.Port}\r\nContent-Length: {64 << 20}\r\n\r\n"));
        await client.GetStream().WriteAsync(new byte[sent]);
        return client;
    }
}
