namespace Sensorium.Tests.CommandLine;

public sealed class ReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReplayTests() => _folder.Write("city.json", """{ "format": 1, "streams": { "weather_data": { "key": "station" } } }""");

    [Fact]
    public async Task A_csv_becomes_one_json_object_a_row()
    {
        var file = _folder.Write("weather.csv", "station,time,temperature\nEWR,2013-01-01T00:00Z,3.5\nJFK,2013-01-01T01:00Z,NA\n");

        var run = await Run.Of("replay", file, "--stream", "weather_data", "--to", "-", "--city", _folder.Path);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        run.Output.ShouldContain("\"EWR\"");
        run.Error.ShouldContain($"2 records of {file} into weather_data.");
    }

    [Fact]
    public async Task A_city_that_does_not_run_gets_the_records_into_its_log()
    {
        var file = _folder.Write("weather.ndjson", "{\"station\":\"EWR\"}\n{\"station\":\"JFK\"}\nnot json\n");
        var data = Path.Combine(_folder.Path, "data");

        var first = await Run.Of("replay", file, "--stream", "weather_data", "--city", _folder.Path, "--data", data);
        var second = await Run.Of("replay", file, "--stream", "weather_data", "--city", _folder.Path, "--data", data);

        first.ExitCode.ShouldBe(0, first.Error);
        second.ExitCode.ShouldBe(0, second.Error);
        var log = Sensorium.Streams.StreamLog.OpenReadOnly(
            new Core.Files.LocalFileSystem(data),
            new Core.Scheduling.ThreadScheduler(),
            Path.Combine(data, "streams", "weather_data"),
            "weather_data");
        await using (log)
        {
            log.Partitions.Sum(partition => partition.End.ToOffset()).ShouldBe(6);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_one_of_no_known_kind_are_told_by_name()
    {
        var run = await Run.Of("replay", "nowhere.csv", "--stream", "s", "--city", _folder.Path, "--to", "-");
        var kind = await Run.Of("replay", _folder.Write("file.xml", ""), "--stream", "s", "--city", _folder.Path, "--to", "-");

        run.Error.ShouldContain("SN1022");
        kind.Error.ShouldContain("SN1025");
    }

    [Theory]
    [InlineData("weather_dta", "did you mean 'weather_data'?")]
    [InlineData("elsewhere", "there is weather_data.")]
    public async Task A_stream_that_the_city_does_not_have_is_refused_before_anything_is_sent(string stream, string fix)
    {
        var data = Path.Combine(_folder.Path, "data");
        var run = await Run.Of("replay", _folder.Write("w.ndjson", "{}"), "--stream", stream, "--city", _folder.Path, "--data", data);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("error SN1024:");
        run.Error.ShouldContain(fix);
        Directory.Exists(data).ShouldBeFalse();
    }

    [Fact]
    public async Task A_delimiter_is_told_or_asked_for()
    {
        string[] replay = ["replay", _folder.Write("w.csv", "station;temperature\nEWR;3.5\nJFK\n"), "--stream", "weather_data", "--to",
            "-", "--city", _folder.Path];

        var untold = await Run.Of(replay);
        untold.ExitCode.ShouldBe(1);
        untold.Error.ShouldContain("SN7011");
        untold.Error.ShouldContain("--delimiter ';'");
        (await Run.Of([.. replay, "--delimiter", ";"])).Output.ShouldBe("{\"station\":\"EWR\",\"temperature\":3.5}\nJFK\n");
        (await Run.Of([.. replay, "--delimiter", ";;"])).ExitCode.ShouldBe(2);
        (await Run.Of(
            "replay",
            _folder.Write("w.ndjson", "{}"),
            "--stream",
            "weather_data",
            "--to",
            "-",
            "--city",
            _folder.Path,
            "--delimiter",
            ";")).ExitCode.ShouldBe(2);
    }

    public void Dispose() => _folder.Dispose();
}
