using Sensorium.Access.Users;
using Sensorium.Core;

namespace Sensorium.Access.Tests.Users;

public sealed class UserListTests : IDisposable
{
    private readonly TestAccess _access = new();

    [Fact]
    public void Users_outlive_a_restart_and_their_passwords_stand_nowhere()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Operator, TestAccess.Password);

        var ann = _access.Reopen().Users.Find("ann")!;
        (ann.Role, ann.Password.Matches(TestAccess.Password), ann.Password.Matches(TestAccess.Password + " ")).ShouldBe(
            (Role.Operator, true, false));
        _access.File("users.json").ShouldContain("pbkdf2-sha512$210000$");
        _access.File("users.json").ShouldNotContain("horse");
        _access.AuditLines.ShouldHaveSingleItem().ToJsonString().ShouldNotContain("horse");
    }

    [Fact]
    public void The_file_is_for_its_owner_alone()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Operator, TestAccess.Password);
        File.GetUnixFileMode(Path.Combine(_access.Folder, "users.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Two_users_with_one_password_have_different_hashes() =>
        PasswordHash.Of(TestAccess.Password).ToString().ShouldNotBe(PasswordHash.Of(TestAccess.Password).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("Ann")]
    [InlineData("ann\n")]
    [InlineData("-ann")]
    [InlineData("<b>")]
    [InlineData("a/b")]
    [InlineData("local")]
    public void A_name_that_could_be_mistaken_is_refused(string name) =>
        Should.Throw<SensoriumException>(() => _access.City.Users.Add(TestAccess.Admin, name, Role.Viewer, TestAccess.Password)).Code
            .ShouldBe("SN8003");

    [Fact]
    public void A_short_password_is_refused_and_nothing_is_written()
    {
        Should.Throw<SensoriumException>(() => _access.City.Users.Add(TestAccess.Admin, "ann", Role.Viewer, "eleven char")).Code
            .ShouldBe("SN8004");
        _access.City.Users.All.ShouldBeEmpty();
        Directory.Exists(_access.Folder).ShouldBeFalse();
    }

    [Fact]
    public void A_name_is_given_once()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        Should.Throw<SensoriumException>(() => _access.City.Users.Add(TestAccess.Admin, "ann", Role.Admin, TestAccess.Password)).Code
            .ShouldBe("SN8001");
        Should.Throw<SensoriumException>(() => _access.City.Users.Remove(TestAccess.Admin, "bob")).Code.ShouldBe("SN8002");
    }

    [Fact]
    public void The_last_administrator_stays_as_long_as_there_are_others()
    {
        var users = _access.City.Users;
        users.Add(TestAccess.Admin, "root", Role.Admin, TestAccess.Password);
        Should.Throw<SensoriumException>(() => users.SetRole(TestAccess.Admin, "root", Role.Viewer)).Code.ShouldBe("SN8005");
        users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        Should.Throw<SensoriumException>(() => users.Remove(TestAccess.Admin, "root")).Code.ShouldBe("SN8005");

        users.SetRole(TestAccess.Admin, "ann", Role.Admin);
        users.Remove(TestAccess.Admin, "root");
        users.Remove(TestAccess.Admin, "ann");
        users.All.ShouldBeEmpty();
    }

    [Fact]
    public void Who_gets_a_lesser_role_may_no_more_than_it()
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Engineer, TestAccess.Password);
        _access.City.Users.SetRole(TestAccess.Admin, "ann", Role.Viewer);
        _access.City.Users.Find("ann")!.Caller.May(Role.Operator).ShouldBeFalse();
    }

    [Fact]
    public void Every_change_has_its_line_with_who_and_what()
    {
        var users = _access.City.Users;
        users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        users.SetRole(TestAccess.Admin, "ann", Role.Engineer);
        users.SetPassword(TestAccess.Admin, "ann", TestAccess.Password + "!");
        users.Remove(TestAccess.Admin, "ann");

        _access.AuditLines.Select(line => $"{line["who"]} {line["did"]} {line["to"]} {line["details"]?.ToJsonString()}").ShouldBe(
        [
            """root add user ann {"role":"viewer"}""",
            """root change role ann {"from":"viewer","to":"engineer"}""",
            "root change password ann ",
            """root remove user ann {"role":"engineer"}""",
        ]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("""{"format": 2, "users": {}}""")]
    [InlineData("""{"format": "1", "users": {}}""")]
    [InlineData("""{"format": 1.5, "users": {}}""")]
    [InlineData("""{"format": 1}""")]
    [InlineData("""{"format": 1, "users": []}""")]
    [InlineData("""{"format": 1, "users": {}, "users": {}}""")]
    [InlineData("""{"format": 1, "users": {"ann": null}}""")]
    [InlineData("""{"format": 1, "users": {"ann": {"role": 5, "password": "x", "since": "2026-05-04T12:00:00Z"}}}""")]
    [InlineData(
        """{"format": 1, "users": {"ann": {"role": "admin", "password": "pbkdf2-sha512$99999999999$AAAA$AAAA", "since": "2026-05-04T12:00:00Z"}}}""")]
    [InlineData(
        """{"format": 1, "users": {"ann": {"role": "admin", "password": "pbkdf2-sha512$0$AAAA$AAAA", "since": "2026-05-04T12:00:00Z"}}}""")]
    [InlineData("""{"format": 1, "users": {"ann": {"role": "king", "password": "x", "since": "2026-05-04T12:00:00Z"}}}""")]
    [InlineData("""{"format": 1, "users": {"ann": {"role": "admin", "password": "plain", "since": "2026-05-04T12:00:00Z"}}}""")]
    public void A_damaged_file_is_refused_and_never_taken_for_an_empty_one(string content)
    {
        _access.City.Users.Add(TestAccess.Admin, "ann", Role.Viewer, TestAccess.Password);
        File.WriteAllText(Path.Combine(_access.Folder, "users.json"), content);
        Should.Throw<SensoriumException>(_access.Reopen).Code.ShouldBe("SN8006");
    }

    public void Dispose() => _access.Dispose();
}
