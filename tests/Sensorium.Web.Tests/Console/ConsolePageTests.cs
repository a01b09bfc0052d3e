using System.Text.RegularExpressions;

namespace Sensorium.Web.Tests.Console;

public sealed partial class ConsolePageTests
{
    [Fact]
    public async Task All_it_asks_for_comes_from_this_city_and_is_there()
    {
        await using var doors = await QueryEndpoints.Open();
        var page = await doors.Get("/console");
        page.ShouldContain("data-rows=\"1000\"");
        page.ShouldNotContain("style=");
        var addresses = new Queue<string>(
            Addresses().Matches(page).Select(match => match.Groups[1].Value)
                .Where(address => address.StartsWith("/assets/", StringComparison.Ordinal)));
        addresses.Count.ShouldBe(7);
        var seen = new HashSet<string>();
        while (addresses.TryDequeue(out var address))
        {
            if (!seen.Add(address))
            {
                continue;
            }

            var asset = await doors.Get(address);
            if (!address.Contains("/lib/", StringComparison.Ordinal))
            {
                Outside().IsMatch(asset.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal)).ShouldBeFalse(address);
                foreach (Match import in Imports().Matches(asset))
                {
                    addresses.Enqueue(new Uri(new(doors.Server.Address, address), import.Groups[1].Value).AbsolutePath);
                }
            }
        }

        seen.Count(address => address.EndsWith(".js", StringComparison.Ordinal)).ShouldBe(14);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Addresses();

    [GeneratedRegex("from \"(\\.[^\"]*)\"")]
    private static partial Regex Imports();

    [GeneratedRegex("https?://|\\beval\\(|innerHTML")]
    private static partial Regex Outside();
}
