using Sensorium.Core.Formats;

namespace Sensorium.Core.Tests.Formats;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a|b;1|2")]
    [InlineData("a,b\r\n1,\r\n", "a|b;1|")]
    [InlineData("a", "a")]
    [InlineData("", "")]
    [InlineData("\n\n", ";")]
    [InlineData("\"a,\"\"b\"\"\",\"\nc\"\nd", "a,\"b\"|\nc;d")]
    [InlineData("a\"b\",c", "a\"b\"|c")]
    [InlineData("\uFEFFid,n", "id|n")]
    public void Rows_are_those_of_RFC_4180(string text, string rows) =>
        string.Join(';', Rows(text).Select(row => string.Join('|', row.Select(cell => cell.Text)))).ShouldBe(rows);

    [Fact]
    public void An_empty_field_in_quotes_is_told_from_one_without()
    {
        var row = Rows(",\"\"").ShouldHaveSingleItem();
        row.Select(cell => (cell.IsQuoted, cell.Length)).ShouldBe([(false, 0), (true, 2)]);
    }

    [Theory]
    [InlineData("a\n\"b\nc\"d,e\n", 2)]
    [InlineData("a\nb\n\"c\nd", 3)]
    public void A_quote_that_does_not_end_at_a_comma_or_the_line_s_end_is_broken_on_its_line(string text, int line) =>
        Rows(text).SelectMany(row => row).Where(cell => cell.IsBroken).ShouldHaveSingleItem().Line.ShouldBe(line);

    [Fact]
    public void A_cell_says_where_it_stands()
    {
        const string text = "a,\"b\"\"c\",d\n";
        Rows(text)[0].Select(cell => text.Substring(cell.Start, cell.Length)).ShouldBe(["a", "\"b\"\"c\"", "d"]);
    }

    private static List<IReadOnlyList<CsvCell>> Rows(string text)
    {
        var csv = new CsvText(text);
        var rows = new List<IReadOnlyList<CsvCell>>();
        while (csv.ReadRow() is { } row)
        {
            rows.Add(row);
        }

        return rows;
    }
}
