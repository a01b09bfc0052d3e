using Sensorium.CommandLine;
using Sensorium.Commands;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests;

public sealed class InvocationTests
{
    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_lists_every_command_in_its_group(params string[] arguments)
    {
        var run = await Run.Of(arguments);

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        foreach (var command in SensoriumCommands.All().Where(command => !command.Hidden))
        {
            command.Group.ShouldNotBeNull($"{command.Name} stands in no group");
            run.Output.ShouldContain($"  {command.Name}");
        }
    }

    [Fact]
    public async Task Every_command_has_help_with_a_usage_line_and_every_leaf_an_example()
    {
        foreach (var command in Leaves(Invocation.Program()).OfType<CityCommand>())
        {
            var words = HelpText.Path(command).Split(' ')[1..];
            var run = await Run.Of([.. words, "--help"]);

            run.ExitCode.ShouldBe(0);
            run.Output.ShouldContain($"Usage: {HelpText.Path(command)}");
            command.Examples.ShouldNotBeEmpty($"{HelpText.Path(command)} shows no example");
            command.Examples.ShouldAllBe(example => example.Contains(HelpText.Path(command)));
        }
    }

    [Fact]
    public async Task A_misspelt_command_is_wrong_usage_and_the_right_one_is_guessed()
    {
        var run = await Run.Of("confg");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("error SN1001: sensorium has no command 'confg'.");
        run.Error.ShouldContain("did you mean 'config'?");
    }

    [Fact]
    public async Task A_misspelt_option_does_not_pass_for_an_argument()
    {
        var run = await Run.Of("config", "show", "--fromat", "json");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("does not know '--fromat'");
        run.Error.ShouldContain("did you mean '--format'?");
    }

    [Fact]
    public async Task A_format_that_a_command_does_not_have_is_wrong_usage()
    {
        var run = await Run.Of("config", "show", "--format", "parquet");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("text, json");
    }

    [Fact]
    public async Task A_folder_that_is_no_city_fails_with_its_name_and_no_stack_trace()
    {
        using var folder = new TemporaryFolder();

        var run = await Run.Of("config", "show", folder.Path);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("error SN1002");
        run.Error.ShouldContain(folder.Path);
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task An_address_of_a_receiver_that_is_none_is_refused_before_anything_starts()
    {
        using var folder = new TemporaryFolder();
        folder.Write("city.json", """{ "format": 1, "observe": { "otlp": "collector:4318" } }""");
        var ran = await Run.Of("check", folder.Path);
        ran.ExitCode.ShouldBe(1);
        ran.Error.ShouldContain("error SN1070: observe.otlp is 'collector:4318'");
    }

    [Fact]
    public async Task Config_show_prints_each_setting_with_its_source()
    {
        using var folder = new TemporaryFolder();
        folder.Write("city.json", """{ "format": 1, "web": { "port": 9000 } }""");

        var text = await Run.With(new() { ["SENSORIUM__DEVICES"] = "off" }, "config", "show", folder.Path, "--set", "query.threads=3");
        var json = await Run.Of("config", "show", folder.Path, "--format", "json");

        text.ExitCode.ShouldBe(0);
        text.Output.ShouldMatch(@"(?m)^web\.port +9000 +city\.json:1:25$");
        text.Output.ShouldMatch(@"(?m)^devices +off +SENSORIUM__DEVICES$");
        text.Output.ShouldMatch(@"(?m)^query\.threads +3 +--set$");
        using var parsed = System.Text.Json.JsonDocument.Parse(json.Output);
        parsed.RootElement.GetProperty("settings").GetProperty("web.port").GetProperty("value").GetInt32().ShouldBe(9000);
    }

    private static IEnumerable<System.CommandLine.Command> Leaves(System.CommandLine.Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.Where(child => !child.Hidden).SelectMany(Leaves);
}
