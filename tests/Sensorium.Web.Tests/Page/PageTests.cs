using System.Net;
using System.Text.RegularExpressions;

namespace Sensorium.Web.Tests.Page;

/// <summary>The page as a browser gets it.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task It_shows_the_counts_without_its_script()
    {
        await using var doors = await TestEndpoints.Open();
        doors.Pipelines = [new("processed.t", "temps", 1234567, 1234567, 0, 0, 0, 0, 0, 0, [])];
        await doors.Post("""[{"id":"a"},{"id":"b"}]""");
        var page = await doors.Get("/");
        page.Status.ShouldBe(200);
        page.Headers["Content-Type"].ShouldBe("text/html; charset=utf-8");
        page.Text.ShouldStartWith("<!DOCTYPE html>");
        page.Text.ShouldContain("SIMULATED");
        page.Text.ShouldContain("temps");
        page.Text.ShouldContain("1,234,567");
        page.Text.ShouldContain("balanced");
        WebUtility.HtmlDecode(page.Text).ShouldContain("© those who measure");
    }

    [Fact]
    public async Task Names_are_text_wherever_they_come_from()
    {
        await using var doors = await TestEndpoints.Open(name: "<img src=x onerror=alert(1)>\"'");
        doors.Pipelines = [new("<b>t</b>", "<i>s</i>", 0, 0, 0, 0, 0, 0, 0, 0, [])];
        doors.Parts = [new("x", false, "<script>alert(2)</script>")];
        var page = (await doors.Get("/")).Text;
        page.ShouldNotContain("<img");
        page.ShouldNotContain("<b>");
        page.ShouldNotContain("<i>");
        page.ShouldNotContain("<script>alert");
    }

    [Fact]
    public async Task All_it_asks_for_comes_from_this_city_and_is_there()
    {
        await using var doors = await TestEndpoints.Open();
        var page = (await doors.Get("/")).Text;
        var addresses = Addresses().Matches(page).Select(match => match.Groups[1].Value).ToList();
        addresses.Count.ShouldBeGreaterThan(3);
        foreach (var address in addresses.Where(address => !address.StartsWith('#')))
        {
            address.ShouldStartWith("/");
            var asset = await doors.Get(address);
            asset.Status.ShouldBe(200, address);
            Outside().IsMatch(asset.Text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal)).ShouldBeFalse(address);
        }

        Outside().IsMatch(page).ShouldBeFalse();
    }

    [Fact]
    public async Task Its_files_may_be_kept_because_their_address_changes_with_them()
    {
        await using var doors = await TestEndpoints.Open();
        var script = Addresses().Matches((await doors.Get("/")).Text).Select(match => match.Groups[1].Value)
            .First(address => address.Contains("page.js", StringComparison.Ordinal));
        script.ShouldMatch("^/assets/[0-9a-f]{12}/page\\.js$");
        (await doors.Get(script)).Headers["Cache-Control"].ShouldContain("immutable");

        // What a module imports from beside itself has the same version.
        (await doors.Get(script.Replace("page.js", "console/grid.js", StringComparison.Ordinal))).Headers["Cache-Control"].ShouldContain(
            "immutable");
        (await doors.Get("/assets/000000000000/page.js")).Headers["Cache-Control"].ShouldBe("no-store");
    }

    [Fact]
    public async Task A_module_finds_its_neighbours_at_the_same_version_and_no_other()
    {
        await using var doors = await TestEndpoints.Open();
        var script = Addresses().Matches((await doors.Get("/")).Text).Select(match => match.Groups[1].Value)
            .First(address => address.Contains("page.js", StringComparison.Ordinal));
        (await doors.Get(script.Replace("page.js", "map/motion.js", StringComparison.Ordinal))).Text.ShouldContain("export class Motion");
        (await doors.Get(script.Replace("page.js", "nothing.js", StringComparison.Ordinal))).Status.ShouldBe(404);
        (await doors.Get("/assets/000000000000/page.js")).Status.ShouldBe(404);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Addresses();

    [GeneratedRegex("https?://|\\beval\\(|innerHTML")]
    private static partial Regex Outside();
}
