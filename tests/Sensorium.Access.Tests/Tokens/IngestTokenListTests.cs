using Sensorium.Core;

namespace Sensorium.Access.Tests.Tokens;

public sealed class IngestTokenListTests : IDisposable
{
    private readonly TestAccess _access = new();

    [Fact]
    public void A_token_outlives_a_restart_and_is_kept_as_a_hash()
    {
        var (_, secret) = _access.City.Tokens.Add(TestAccess.Admin, "temps", "roof");
        secret.ShouldStartWith("sensorium_");
        secret.Length.ShouldBe("sensorium_".Length + 43);
        _access.File("tokens.json").ShouldNotContain(secret[10..]);
        _access.File("tokens.json").ShouldContain(RandomSecret.HashOf(secret));
        var found = _access.Reopen().Tokens.Find(secret)!;
        (found.Stream, found.Name).ShouldBe(("temps", "roof"));
        _access.AuditLines.ShouldHaveSingleItem().ToJsonString().ShouldNotContain(secret[10..]);
    }

    [Fact]
    public void A_removed_token_opens_nothing()
    {
        var (_, secret) = _access.City.Tokens.Add(TestAccess.Admin, "temps", "roof");
        var (_, other) = _access.City.Tokens.Add(TestAccess.Admin, "temps", null);
        _access.City.Tokens.Remove(TestAccess.Admin, "temps", "roof");
        _access.City.Tokens.Find(secret).ShouldBeNull();
        _access.City.Tokens.Find(other)!.Name.ShouldBe("token-1");
        Should.Throw<SensoriumException>(() => _access.City.Tokens.Remove(TestAccess.Admin, "temps", "roof")).Code.ShouldBe("SN8009");
        _access.AuditLines.Select(line => $"{line["did"]} {line["to"]}")
            .ShouldBe(["add token temps/roof", "add token temps/token-1", "remove token temps/roof"]);
    }

    [Theory]
    [InlineData("roof", "SN8008")]
    [InlineData("", "SN8010")]
    [InlineData("a b", "SN8010")]
    [InlineData("roof\n", "SN8010")]
    public void A_name_that_is_taken_or_none_is_refused(string name, string code)
    {
        _access.City.Tokens.Add(TestAccess.Admin, "temps", "roof");
        _access.City.Tokens.Add(TestAccess.Admin, "cars", "roof");
        Should.Throw<SensoriumException>(() => _access.City.Tokens.Add(TestAccess.Admin, "temps", name)).Code.ShouldBe(code);
    }

    public void Dispose() => _access.Dispose();
}
