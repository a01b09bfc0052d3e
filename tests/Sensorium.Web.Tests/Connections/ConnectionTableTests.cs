using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Web.Connections;

namespace Sensorium.Web.Tests.Connections;

public sealed class ConnectionTableTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _closed = [];
    private readonly ConnectionTable _table;

    public ConnectionTableTests() => _table = new(new(All: 4, OfAddress: 4), _time);

    [Fact]
    public void Those_that_never_asked_make_room_first_then_the_idle_then_slow_bodies()
    {
        var body = Open("slow body");
        body.BeginRequest();
        body.BeginBody();
        var answered = Open("answered");
        answered.BeginRequest();
        answered.EndRequest();
        var silent = Open("silent");
        var working = Open("working");
        working.BeginRequest();
        foreach (var one in new[] { body, answered, silent, working })
        {
            _table.TryEnter(one).ShouldBeTrue();
        }

        _time.Advance(TimeSpan.FromSeconds(6));
        for (var i = 0; i < 3; i++)
        {
            var next = Open($"next {i}");
            next.BeginRequest();
            _table.TryEnter(next).ShouldBeTrue();
        }

        _closed.ShouldBe(["silent", "answered", "slow body"]);
        _table.TryEnter(Open("one too many")).ShouldBeFalse();
        _table.Counts.ShouldBe(new(4, 4, GivenUp: 3, Refused: 1, WasFull: true));
        _time.Advance(TimeSpan.FromMinutes(2));
        _table.Counts.WasFull.ShouldBeFalse();
    }

    [Fact]
    public void The_oldest_makes_room_and_one_that_left_counts_no_more()
    {
        var connections = Enumerable.Range(0, 4).Select(i => Open($"{i}")).ToList();
        foreach (var one in connections)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            one.BeginRequest();
            one.EndRequest();
            _table.TryEnter(one).ShouldBeTrue();
        }

        _table.TryEnter(Open("new")).ShouldBeTrue();
        _closed.ShouldBe(["0"]);
        _table.Leave(connections[0]);
        _table.Leave(connections[1]);
        _table.TryEnter(Open("newer")).ShouldBeTrue();
        _closed.ShouldBe(["0"]);
    }

    [Fact]
    public void An_address_takes_its_share_from_itself_alone_and_this_machine_has_no_share()
    {
        var quiet = Open("quiet", "192.0.2.1");
        var table = new ConnectionTable(new(All: 4, OfAddress: 2), _time);
        table.TryEnter(quiet).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(1));
        table.TryEnter(Open("greedy 1", "192.0.2.2")).ShouldBeTrue();
        table.TryEnter(Open("greedy 2", "192.0.2.2")).ShouldBeTrue();
        table.TryEnter(Open("greedy 3", "192.0.2.2")).ShouldBeTrue();
        _closed.Count.ShouldBe(1);
        _closed[0].ShouldStartWith("greedy");

        var local = new ConnectionTable(new(All: 4, OfAddress: 2), _time);
        for (var i = 0; i < 4; i++)
        {
            local.TryEnter(Open($"local {i}", "127.0.0.1")).ShouldBeTrue();
        }

        _closed.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(1024 - 250, 387)]
    [InlineData(20_000, 1024)]
    [InlineData(long.MaxValue, 1024)]
    [InlineData(40, 20)]
    [InlineData(-3, 8)]
    public void Connections_are_half_of_the_free_descriptors_at_most(long free, int expected) =>
        ConnectionLimits.Of(free, 2).All.ShouldBe(expected);

    private OpenConnection Open(string name, string address = "198.51.100.3") => new(new Named(name, address, _closed), _time);

    private sealed class Named : DefaultConnectionContext
    {
        private readonly string _name;
        private readonly List<string> _closed;

        internal Named(string name, string address, List<string> closed)
        {
            (_name, _closed) = (name, closed);
            RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 50_000);
        }

        public override void Abort(ConnectionAbortedException abortReason) => _closed.Add(_name);
    }
}
