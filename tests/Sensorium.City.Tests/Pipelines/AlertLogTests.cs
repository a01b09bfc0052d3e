using System.Text.Json.Nodes;
using Sensorium.City.Pipelines;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Sql.Plan;

namespace Sensorium.City.Tests.Pipelines;

public sealed class AlertLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => Path.Combine(_folder.Path, "alerts.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_is_an_object_with_the_rows_columns()
    {
        new AlertLog(new LocalFileSystem(_folder.Path), Log).Append(Rows("e1", "e2"));
        var lines = File.ReadAllLines(Log).Select(line => JsonNode.Parse(line)!).ToList();
        lines.Select(line => (string)line["episode"]!).ShouldBe(["e1", "e2"]);
        ((string)lines[0]["key"]!["device_id"]!).ShouldBe("Å");
        ((string)lines[0]["event_time"]!).ShouldBe("2026-05-04T12:00:00Z");
        lines[0].AsObject().Select(member => member.Key).ShouldBe(AlertTable.Schema.Fields.Select(field => field.Name));
    }

    [Fact]
    public void A_muted_alert_has_its_lines_which_say_so()
    {
        new AlertLog(new LocalFileSystem(_folder.Path), Log, (alert, key) => key.Contains('Å')).Append(Rows("e1"));
        ((bool)JsonNode.Parse(File.ReadAllLines(Log).Single())!["muted"]!).ShouldBeTrue();
        new AlertLog(new LocalFileSystem(_folder.Path), Log, (alert, key) => false).Append(Rows("e2"));
        JsonNode.Parse(File.ReadAllLines(Log).Last())!["muted"].ShouldBeNull();
    }

    [Fact]
    public void What_a_crash_has_cut_is_taken_away()
    {
        var log = new AlertLog(new LocalFileSystem(_folder.Path), Log);
        log.Append(Rows("e1"));
        File.AppendAllText(Log, "{\"episode\":\"" + new string('x', 10_000));
        log.Append(Rows("e2"));
        File.ReadAllLines(Log).Select(line => (string)JsonNode.Parse(line)!["episode"]!).ShouldBe(["e1", "e2"]);
        File.WriteAllText(Log, "cut in its first line");
        log.Append(Rows("e3"));
        File.ReadAllLines(Log).ShouldHaveSingleItem().ShouldContain("e3");
    }

    [Fact]
    public void A_full_log_is_put_aside()
    {
        var log = new AlertLog(new LocalFileSystem(_folder.Path), Log, largest: 1000);
        for (var i = 0; i < 10; i++)
        {
            log.Append(Rows($"e{i}"));
            new FileInfo(Log).Length.ShouldBeLessThanOrEqualTo(1000);
        }

        File.ReadAllText(Log).ShouldContain("e9");
        File.ReadAllText(Log + ".1").ShouldNotContain("e9");
        Directory.GetFiles(_folder.Path).Length.ShouldBe(2);
    }

    private static Batch Rows(params string[] episodes)
    {
        var rows = new Batch(AlertTable.Schema, episodes.Length);
        foreach (var episode in episodes)
        {
            for (var column = 0; column < rows.Columns.Length; column++)
            {
                if (rows.Columns[column] is TextColumn text)
                {
                    var value = AlertTable.Schema[column].Name switch
                    {
                        "episode" => episode,
                        "key" => "{\"device_id\":\"Å\"}",
                        "details" => "{}",
                        _ => "x",
                    };
                    text.Set(rows.Count, System.Text.Encoding.UTF8.GetBytes(value));
                }
                else
                {
                    rows.Values<long>(column).Set(rows.Count, EventTime.From(new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero)).Micros);
                }
            }

            rows.Count++;
        }

        return rows;
    }
}
