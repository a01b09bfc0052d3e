using System.Text.Json.Nodes;
using Sensorium.City.Folders;
using Sensorium.City.Hosting;
using Sensorium.Tests.CommandLine;

namespace Sensorium.Tests.Commands;

/// <summary><c>user</c> and <c>token</c> where no city runs: in its files.</summary>
public sealed class AccessTests : IDisposable
{
    private const string Password = "correct horse battery";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Users_are_kept_in_the_files_and_the_command_says_so()
    {
        var added = await Run.Piped(Password + "\n", Line("user", "add", "ann", "--role", "operator"));
        (added.ExitCode, added.Output).ShouldBe((0, ""));
        added.Error.ShouldContain($"no city runs on {_folder.Path}: done in its files.");
        await Run.Piped("another long password\n", Line("user", "password", "ann"));
        await Run.Of(Line("user", "role", "ann", "--role", "admin"));

        var list = await Run.Of(Line("user", "list", "--format", "json"));
        JsonNode.Parse(list.Output)!.AsArray().ShouldHaveSingleItem()!["role"]!.GetValue<string>().ShouldBe("admin");
        (await Run.Of(Line("user", "list"))).Output.ShouldStartWith("name  role   since\nann   admin  20");
        (await Run.Of(Line("user", "remove", "ann"))).ExitCode.ShouldBe(0);
        File.ReadLines(new DataFolder(_folder.Path).AuditLog)
            .Select(line => $"{JsonNode.Parse(line)!["who"]} {JsonNode.Parse(line)!["did"]}")
            .ShouldBe(["local add user", "local change password", "local change role", "local remove user"]);
    }

    [Fact]
    public async Task A_token_alone_is_on_standard_output()
    {
        var added = await Run.Of(Line("token", "add", "temps", "--name", "roof"));
        added.Output.ShouldMatch(@"^sensorium_[\w-]{43}\n$");
        added.Error.ShouldNotContain(added.Output.Trim());
        var list = await Run.Of(Line("token", "list"));
        list.Output.ShouldContain("temps   roof");
        list.Output.ShouldNotContain(added.Output.Trim());
        (await Run.Of(Line("token", "remove", "temps", "--name", "roof"))).ExitCode.ShouldBe(0);
        (await Run.Of(Line("token", "remove", "temps", "--name", "roof"))).Error.ShouldContain("SN8009");
    }

    [Fact]
    public async Task A_password_is_taken_from_no_flag_and_not_missing()
    {
        var flag = await Run.Piped(Password, Line("user", "add", "ann", "--password", Password));
        (flag.ExitCode, flag.Error.Contains("SN1001", StringComparison.Ordinal)).ShouldBe((2, true));
        (await Run.Piped("", Line("user", "add", "ann"))).Error.ShouldContain("SN8014");
        (await Run.Piped("short\n", Line("user", "add", "ann"))).Error.ShouldContain("SN8004");
        (await Run.Piped(Password, Line("user", "add", "ann", "--role", "king"))).Error.ShouldContain("SN8013");
        (await Run.Of(Line("user", "list", "--format", "json"))).Output.ShouldBe("[]\n");
    }

    [Fact]
    public async Task Files_that_another_process_owns_are_left_alone()
    {
        using var owner = DataLock.Take(new(_folder.Path), "Lund", TimeProvider.System);
        (await Run.Piped(Password, Line("user", "add", "ann"))).Error.ShouldContain("SN1009");
    }

    [Fact]
    public async Task A_folder_that_the_commands_made_is_taken_by_the_first_city()
    {
        await Run.Piped(Password, Line("user", "add", "ann"));
        DataLock.Take(new(_folder.Path), "Lund", TimeProvider.System).Dispose();
        (await Run.Of(Line("user", "remove", "ann"))).ExitCode.ShouldBe(0);
        Should.Throw<Core.SensoriumException>(() => DataLock.Take(new(_folder.Path), "Malmö", TimeProvider.System)).Code.ShouldBe("SN1011");
    }

    public void Dispose() => _folder.Dispose();

    private string[] Line(params string[] words) => [.. words, "--data", _folder.Path];
}
