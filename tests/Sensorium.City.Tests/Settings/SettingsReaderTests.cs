using System.Collections;
using Sensorium.City.Settings;
using Sensorium.Core;

namespace Sensorium.City.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Hashtable _variables = [];

    [Fact]
    public void Defaults_hold_where_nothing_is_said()
    {
        _folder.Write("city.json", """{ "format": 1 }""");

        var loaded = Read();

        loaded.Values.Web.Port.ShouldBe(8501);
        loaded.Values.Commit.Interval.ShouldBe(TimeSpan.FromSeconds(30));
        loaded.Values.Timezone.Id.ShouldBe("UTC");
        Source(loaded, "web.port").ShouldBe("default");
        Source(loaded, "format").ShouldBe("city.json:1:3");
    }

    [Fact]
    public void A_stronger_source_wins_and_is_named()
    {
        _folder.Write("city.json", """{ "format": 1, "web": { "port": 1 } }""");
        Read().Values.Web.Port.ShouldBe(1);

        _folder.Write("city.dev.json", """{ "web": { "port": 2 } }""");
        Read().Values.Web.Port.ShouldBe(2);
        Source(Read(), "web.port").ShouldBe("city.dev.json:1:12");

        _variables["SENSORIUM__WEB__PORT__FILE"] = _folder.Write("port", "3\n");
        Read().Values.Web.Port.ShouldBe(3);
        Source(Read(), "web.port").ShouldBe("SENSORIUM__WEB__PORT__FILE");

        _variables["SENSORIUM__WEB__PORT"] = "4";
        Read().Values.Web.Port.ShouldBe(4);
        Source(Read(), "web.port").ShouldBe("SENSORIUM__WEB__PORT");

        Read("web.port=5").Values.Web.Port.ShouldBe(5);
        Source(Read("web.port=5"), "web.port").ShouldBe("--set");
    }

    [Fact]
    public void The_environment_chooses_the_file_laid_over_and_whether_devices_run()
    {
        _folder.Write("city.json", """{ "format": 1 }""");
        _folder.Write("city.prod.json", """{ "name": "Production" }""");

        Read().Values.Devices.ShouldBeTrue();
        Read().Values.Name.ShouldBeNull();

        _variables["SENSORIUM_ENV"] = "prod";
        Read().Values.Devices.ShouldBeFalse();
        Read().Values.Name.ShouldBe("Production");
    }

    [Fact]
    public void Streams_are_set_by_name_also_from_the_environment()
    {
        _folder.Write("city.json", """
            { "format": 1, "streams": { "temp_stream": { "key": "device_id", "retention": { "bytes": "2 GiB" } }, "other": {} } }
            """);
        _variables["SENSORIUM__STREAMS__TEMP_STREAM__PARTITIONS"] = "7";

        var settings = Read().Values;

        settings.Streams.Keys.ShouldBe(["other", "temp_stream"]);
        settings.Stream("temp_stream").Partitions.ShouldBe(7);
        settings.Stream("temp_stream").Key.ShouldBe("device_id");
        settings.Stream("temp_stream").Retention.Bytes.ShouldBe(ByteSize.FromGibibytes(2));
        settings.Stream("never named").Partitions.ShouldBe(new StreamSettings().Partitions);
    }

    [Theory]
    [InlineData("""{ "format": 1, "web": { "prot": 1 } }""", "SN1004", "did you mean 'port'?", "city.json:1:25")]
    [InlineData("""{ "format": 1, "timzone": "UTC" }""", "SN1004", "did you mean 'timezone'?", "city.json:1:16")]
    [InlineData("""{ "format": 2 }""", "SN1006", "it is 1.", "city.json:1:3")]
    [InlineData("""{ "format": 1, "web": { "port": "x" } }""", "SN1005", "it is a whole number.", "city.json:1:25")]
    [InlineData("""{ "format": 1, "web": { "port": 70000 } }""", "SN1005", "it is from 0 to 65535.", "city.json:1:25")]
    [InlineData("""{ "format": 1, "commit": { "interval": "1 ms" } }""", "SN1005", "it is from 100 ms to 1 h.", "city.json:1:28")]
    [InlineData("""{ "format": 1, "commit": 3 }""", "SN1005", "write an object with interval.", "city.json:1:16")]
    [InlineData("""{ "format": 1, "timezone": "Europe/Stokholm" }""", "SN1005", "IANA", "city.json:1:16")]
    [InlineData("""{ "format": 1, "name": ["a"] }""", "SN1005", "it is text.", "city.json:1:16")]
    [InlineData("""{ "format": 1, "format": 1 }""", "SN1014", "leave one", "city.json:1:16")]
    [InlineData("""{ "format": 1, }}""", "SN1003", "fix the file", "city.json:1:17")]
    [InlineData("""{ "format": 1, "name": "${env:SENSORIUM_NOT_SET}" }""", "SN1008", "set SENSORIUM_NOT_SET", "city.json:1:16")]
    public void A_mistake_is_told_with_its_place_and_the_fix(string json, string code, string fix, string place)
    {
        _folder.Write("city.json", json);

        var problem = Should.Throw<ProblemsException>(() => Read()).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.Location.ShouldBe(place);
        problem.Fix.ShouldContain(fix);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        _folder.Write("city.json", """{ "format": 1, "nam": "a", "web": { "port": true } }""");
        _variables["SENSORIUM__QUERRY__ROWS"] = "1";

        var problems = Should.Throw<ProblemsException>(() => Read("nonsense")).Problems;

        problems.Select(problem => problem.Location).ShouldBe(["city.json:1:16", "city.json:1:37", "SENSORIUM__QUERRY__ROWS", "--set"]);
    }

    [Fact]
    public void A_secret_in_plain_text_is_refused_and_one_that_is_referred_to_is_masked()
    {
        _folder.Write("city.json", """{ "password": "hunter2" }""");
        Should.Throw<ProblemsException>(() => SettingsReader.Read<Guarded>(_folder.Path, Inputs()))
            .Problems.ShouldHaveSingleItem().Code.ShouldBe("SN1007");

        _folder.Write("secret", "hunter2\n");
        _folder.Write("city.json", """{ "password": "${file:secret}" }""");
        var loaded = SettingsReader.Read<Guarded>(_folder.Path, Inputs());

        loaded.Values.Password!.Reveal().ShouldBe("hunter2");
        loaded.Entries.ShouldHaveSingleItem().Shown.ShouldNotContain("hunter2");
        loaded.Values.Password.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void What_a_reference_brings_is_never_shown()
    {
        _variables["THE_NAME"] = "Gothenburg";
        _folder.Write("city.json", """{ "format": 1, "name": "${env:THE_NAME}" }""");

        var loaded = Read();

        loaded.Values.Name.ShouldBe("Gothenburg");
        loaded.Entries.Single(entry => entry.Name == "name").Shown.ShouldNotContain("Gothenburg");
    }

    [Fact]
    public void Null_takes_a_setting_back_to_its_default()
    {
        _folder.Write("city.json", """{ "format": 1, "web": { "port": 9000 } }""");
        _folder.Write("city.dev.json", """{ "web": { "port": null } }""");

        Read().Values.Web.Port.ShouldBe(8501);
    }

    [Fact]
    public void The_committed_schema_is_the_one_of_the_settings() =>
        File.ReadAllText(Repository.Path("docs", "city.schema.json")).ShouldBe(
            SettingsSchema.Write(),
            "renew it: ./sensorium config schema > docs/city.schema.json");

    public void Dispose() => _folder.Dispose();

    private LoadedSettings<CitySettings> Read(params string[] flags) => SettingsReader.Read<CitySettings>(_folder.Path, Inputs(flags));

    private SettingInputs Inputs(params string[] flags) => new(null, flags, _variables);

    private static string Source(LoadedSettings<CitySettings> loaded, string name) =>
        loaded.Entries.Single(entry => entry.Name == name).Source.Place;

    private sealed class Guarded
    {
        [Setting("A secret.")]
        public Secret? Password { get; init; }
    }
}
