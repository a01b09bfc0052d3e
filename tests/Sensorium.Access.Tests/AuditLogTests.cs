using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Core.Files;

namespace Sensorium.Access.Tests;

public sealed class AuditLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_change_is_a_line_behind_those_before()
    {
        var time = new FakeTimeProvider(new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
        var path = Path.Combine(_folder.Path, "audit.log");
        new AuditLog(new LocalFileSystem(_folder.Path), path, time).Append(
            Caller.Local, "mute", "overheating", new() { ["until"] = "noon" });
        new AuditLog(new LocalFileSystem(_folder.Path), path, time).Append(new("ann", Role.Operator), "acknowledge", "é\n\"<x>");

        var lines = File.ReadAllLines(path).Select(line => JsonNode.Parse(line)!).ToList();
        lines.Count.ShouldBe(2);
        ((string?)lines[0]["who"], (string?)lines[0]["did"], (string?)lines[0]["details"]!["until"]).ShouldBe(("local", "mute", "noon"));
        ((string?)lines[1]["who"], (string?)lines[1]["to"], (string?)lines[1]["at"]).ShouldBe(
            ("ann", "é\n\"<x>", "2026-05-04T12:00:00.0000000+00:00"));
    }

    [Fact]
    public void The_newest_lines_come_first_and_one_that_a_crash_has_cut_spoils_no_other()
    {
        var path = Path.Combine(_folder.Path, "audit.log");
        var log = new AuditLog(new LocalFileSystem(_folder.Path), path, new FakeTimeProvider());
        log.Latest(10).ShouldBeEmpty();
        log.Append(Caller.Local, "mute", "one");
        File.AppendAllText(path, "{\"at\": \"20");
        log.Append(Caller.Local, "mute", "two");
        log.Append(Caller.Local, "mute", "three");
        log.Latest(10).Select(entry => entry.To).ShouldBe(["three", "two", "one"]);
        log.Latest(2).Select(entry => entry.To).ShouldBe(["three", "two"]);
    }

    [Theory]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Operator, true)]
    [InlineData(Role.Admin, true)]
    public void A_role_may_what_lesser_ones_may(Role role, bool may) => new Caller("ann", role).May(Role.Operator).ShouldBe(may);
}
