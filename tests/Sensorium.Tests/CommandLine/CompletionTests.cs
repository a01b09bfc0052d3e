using System.Diagnostics;
using Sensorium.CommandLine;
using Sensorium.CommandLine.Completion;

namespace Sensorium.Tests.CommandLine;

public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CompletionTests()
    {
        _folder.Write("lund/city.json", "{}");
        _folder.Write("luleå/readme.txt", "");
        _folder.Write("data/lake/processed/minutes/_delta_log/0.json", "");
        _folder.Write("data/lake/raw/events/_delta_log/0.json", "");
        _folder.Write("data/streams/events/0/x", "");
    }

    public void Dispose() => _folder.Dispose();

    [ShellTheory("bash")]
    [InlineData("le", "ledger")]
    [InlineData("lake ", "history optimize vacuum verify")]
    [InlineData("up lu", "lund")]
    [InlineData("up --reb", "--rebuild")]
    [InlineData("query --format c", "csv")]
    [InlineData("lake history --data data ", "minutes raw.events")]
    [InlineData("replay x.csv --data data --stream ", "events")]
    [InlineData("completion z", "zsh")]
    [InlineData("config show --e", "--env")]
    public void Bash_completes_commands_options_cities_tables_and_streams(string line, string expected)
    {
        var words = line.Split(' ').Select(word => $"'{word}'").ToList();
        Shell(
            "bash",
            BashCompletion.Write,
            $"COMP_WORDS=(sensorium {string.Join(' ', words)}); COMP_CWORD={words.Count}; compopt() {{ :; }}; _sensorium; echo "
                + $"\"${{COMPREPLY[*]}}\"")
            .ShouldBe(expected);
    }

    [ShellTheory("zsh")]
    [InlineData("lake ", "history optimize vacuum verify")]
    [InlineData("query --format ", "csv json parquet table")]
    [InlineData("lake history --data data ", "minutes raw.events")]
    [InlineData("replay x.csv --data data --stream ", "events")]
    public void Zsh_offers_commands_values_tables_and_streams(string line, string expected)
    {
        var words = line.Split(' ').Select(word => $"'{word}'").ToList();
        const string stubs = """
            compdef() { : }
            compadd() { [[ $1 == -- ]] && shift; print -r -- $@ }
            _describe() { [[ $1 == -o ]] || print -r -- ${${(P)${@[-1]}}%%:*} }
            """;
        Shell(
            "zsh",
            ZshCompletion.Write,
            $"words=(sensorium {string.Join(' ', words)}); CURRENT={words.Count + 1}; PREFIX=; _sensorium",
            stubs).ShouldBe(expected);
    }

    [ShellTheory("fish")]
    [InlineData("sensorium lake ", "history optimize vacuum verify")]
    [InlineData("sensorium query --format ", "csv json parquet table")]
    [InlineData("sensorium lake history --data data ", "minutes raw.events")]
    public void Fish_offers_commands_values_and_tables(string line, string expected)
    {
        Shell("fish", FishCompletion.Write, $"string join ' ' (complete -C '{line}' | string replace -r '\\t.*' '')").ShouldBe(expected);
    }

    [Fact]
    public async Task The_command_prints_a_script_for_each_shell_and_refuses_others()
    {
        foreach (var shell in new[] { "bash", "zsh", "fish" })
        {
            var ran = await Run.Of("completion", shell);
            ran.ExitCode.ShouldBe(0, ran.Error);
            ran.Output.ShouldContain($"{shell} completion for sensorium");
            ran.Output.ShouldNotContain("query-worker");
        }

        (await Run.Of("completion", "powershell")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task The_page_of_commands_is_what_the_program_says()
    {
        var ran = await Run.Of("command-page");

        File.ReadAllText(Repository.Path("docs", "commands.md"))
            .ShouldBe(ran.Output, "renew it: ./sensorium command-page > docs/commands.md");
    }

    /// <summary>The last line that a shell prints which has the script and then runs a command.</summary>
    private string Shell(string shell, Action<IReadOnlyList<CompletionCommand>, TextWriter> write, string command, string before = "")
    {
        using var script = new StringWriter();
        script.WriteLine(before);
        write(CompletionCommand.All(Invocation.Program()), script);
        script.WriteLine(command);
        var start = new ProcessStartInfo(shell, _folder.Write("script", script.ToString()))
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        error.Result.ShouldBeEmpty();
        return output.TrimEnd().Split('\n')[^1];
    }
}
