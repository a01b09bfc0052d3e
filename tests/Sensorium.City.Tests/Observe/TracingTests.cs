using System.Collections;
using System.Diagnostics;
using Sensorium.Engine.Execution;
using Sensorium.Streams;
using Sensorium.Web.Observe;

namespace Sensorium.City.Tests.Observe;

public sealed class TracingTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Caller = "00f067aa0ba902b7";
    private const string Record = """{"id":"a","value":21.5,"at":"2026-05-04T12:00:00Z"}""";

    [Fact]
    public async Task A_traceparent_is_followed_from_the_post_to_the_commit_that_holds_its_records()
    {
        await using var receiver = await OtlpReceiver.Start();
        await using (var city = await ObservedCity.Start(null, $"observe.otlp={receiver.Address}", "observe.tracesPerThousand=0"))
        {
            (await city.Post(Record, $"00-{Trace}-{Caller}-01")).ShouldBe(200);
            await city.Flush();
            CommitsOf(city, "processed/warm").ShouldContain($"00-{Trace}-");
            await city.Stop();
        }

        var spans = receiver.Spans;
        var post = spans.Where(span => span.Trace == Trace && span.Name == "POST /streams/{name}").ShouldHaveSingleItem();
        post.Parent.ShouldBe(Caller);
        (post.Tags["sensorium.stream"], post.Tags["http.response.status_code"]).ShouldBe(("temps", "200"));
        var append = spans.Where(span => span.Trace == Trace && span.Name == "append").ShouldHaveSingleItem();
        append.Parent.ShouldBe(post.Id);
        (append.Tags["sensorium.offset"], append.Tags["sensorium.records"]).ShouldBe(("0", "1"));

        // Others may pass over control records alone.
        var epoch = spans.Where(span => span.Name == "epoch" && span.Tags["sensorium.pipeline"] == "processed.warm" && span.Links.Count > 0)
            .ShouldHaveSingleItem();
        epoch.Links.ShouldBe([(Trace, append.Id)]);
        spans.Where(span => span.Parent == epoch.Id).Select(span => span.Name).ShouldBe(["stage", "checkpoint", "tables"]);
        var commit = spans.Where(span => span.Trace == Trace && span.Name == "commit" && span.Tags["sensorium.table"] == "processed.warm")
            .ShouldHaveSingleItem();
        (commit.Parent, commit.Tags["sensorium.epoch"]).ShouldBe((append.Id, epoch.Tags["sensorium.epoch"]));
        commit.Links.ShouldBe([(epoch.Trace, epoch.Id)]);
        spans.ShouldContain(span => span.Trace == Trace && span.Name == "commit" && span.Tags["sensorium.table"] == "raw.temps");
    }

    [Fact]
    public async Task Requests_that_nobody_samples_leave_no_spans_and_a_share_of_the_others_does()
    {
        await using var receiver = await OtlpReceiver.Start();
        await using (var city = await ObservedCity.Start(null, $"observe.otlp={receiver.Address}", "observe.tracesPerThousand=0"))
        {
            await city.Post(Record, $"00-{Trace}-{Caller}-00");
            await city.Post(Record);
            await city.Post(Record, "no traceparent at all");
            await city.Flush();
            await city.Stop();
        }

        receiver.Spans.ShouldNotContain(
            span => span.Name.StartsWith("POST", StringComparison.Ordinal) || span.Name == "append" || span.Trace == Trace);
        await using (var city = await ObservedCity.Start(null, $"observe.otlp={receiver.Address}", "observe.tracesPerThousand=1000"))
        {
            await city.Post(Record);
            await city.Stop();
        }

        receiver.Spans.ShouldContain(span => span.Name.StartsWith("POST", StringComparison.Ordinal) && span.Parent.Length == 0);
    }

    [Fact]
    public async Task Metrics_and_the_login_of_the_receiver_go_along()
    {
        await using var receiver = await OtlpReceiver.Start();
        var variables = new Hashtable { ["OTLP_LOGIN"] = "Authorization=Basic c2VjcmV0" };
        await using (var city = await ObservedCity.Start(
            variables, $"observe.otlp={receiver.Address}/", "observe.otlpHeaders=${env:OTLP_LOGIN}"))
        {
            await city.Post(Record);
            await city.Stop();
        }

        receiver.Metrics.ShouldContain("sensorium.stream.records");
        receiver.Metrics.ShouldContain("sensorium.pipeline.commit.duration");
        receiver.Authorizations.ShouldBe(["Basic c2VjcmV0"]);
    }

    [Fact]
    public async Task The_variables_of_OpenTelemetry_do_it_too()
    {
        await using var receiver = await OtlpReceiver.Start();
        var variables = new Hashtable
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRICS_EXPORTER"] = "none",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
        };
        await using (var city = await ObservedCity.Start(variables))
        {
            await city.Post(Record);
            await city.Stop();
        }

        receiver.Spans.ShouldContain(span => span.Name == "POST /streams/{name}");
        receiver.Metrics.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_receiver_nobody_listens_to_spans()
    {
        await using var city = await ObservedCity.Start();
        await city.Post(Record, $"00-{Trace}-{Caller}-01");
        await city.Flush();
        foreach (var name in new[] { IngestTracing.Name, StreamTracing.Name, PipelineTracing.Name })
        {
            using var source = new ActivitySource(name);
            source.HasListeners().ShouldBeFalse(name);
        }

        CommitsOf(city, "processed/warm").ShouldNotContain("traces");
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_told_in_the_log_and_stops_nothing()
    {
        await using var city = await ObservedCity.Start(null, "observe.otlp=http://127.0.0.1:1", "observe.tracesPerThousand=1000");
        (await city.Post(Record)).ShouldBe(200);
        await city.Stop();
        city.Lines.Where(line => line.Code == "SN1071").ShouldNotBeEmpty();
        city.Lines.ShouldAllBe(line => !line.Message.Contains('\n'));
    }

    private static string CommitsOf(ObservedCity city, string table) =>
        string.Join('\n', Directory.EnumerateFiles(Path.Combine(city.Lake, table, "_delta_log"), "*.json").Select(File.ReadAllText));
}
