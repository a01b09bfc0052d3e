namespace Sensorium.Core.Tests;

public class TableNameTests
{
    [Theory]
    [InlineData("trams")]
    [InlineData("_7-days")]
    [InlineData("2026")]
    [InlineData("mätare")]
    public void A_name_of_letters_digits_and_lines_is_one(string name)
    {
        TableName.IsValid(name).ShouldBeTrue();
        StreamName.IsValid(name).ShouldBeTrue();
        TableName.FolderOf($"final.{name}").ShouldBe($"final/{name}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("../../x")]
    [InlineData("a\\b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("a\"b")]
    [InlineData("a:b")]
    [InlineData("a%2fb")]
    [InlineData("ma\u0308tare")]
    [InlineData("\ud83d\ude8b")]
    public void Anything_else_is_none_and_never_becomes_a_path(string name)
    {
        TableName.IsValid(name).ShouldBeFalse();
        StreamName.IsValid(name).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => TableName.FolderOf($"raw.{name}"));
    }

    [Fact]
    public void A_stream_may_have_dots_and_its_table_is_still_one_folder()
    {
        StreamName.IsValid("se.gbg..trams").ShouldBeTrue();
        TableName.IsValid("se.gbg").ShouldBeFalse();
        TableName.FolderOf("raw.se.gbg..trams").ShouldBe("raw/se.gbg..trams");
    }

    [Fact]
    public void The_length_counts_in_bytes_and_leaves_room_for_what_is_put_behind()
    {
        TableName.IsValid(new('a', 200)).ShouldBeTrue();
        TableName.IsValid(new('a', 201)).ShouldBeFalse();
        TableName.IsValid(new('ä', 101)).ShouldBeFalse();
        TableName.IsFull($"processed.{new string('a', 200)}__rejected").ShouldBeTrue();
    }

    [Fact]
    public void Names_of_tables_are_put_together_and_taken_apart_in_one_way()
    {
        var table = TableName.OfPipeline("temps");
        (table, TableName.OfStream("se.gbg")).ShouldBe(("processed.temps", "raw.se.gbg"));
        (TableName.LateOf(table), TableName.RejectedOf(table)).ShouldBe(("processed.temps__late", "processed.temps__rejected"));
        (TableName.ShortOf(table), TableName.ShortOf("raw.temps"), TableName.ShortOf("temps")).ShouldBe(("temps", "raw.temps", "temps"));
        (TableName.SideOf("temps__LATE"), TableName.SideOf("temps__rejected"), TableName.SideOf("late")).ShouldBe(
            ("__late", "__rejected", ""));
        (TableName.IsSideTable(TableName.LateOf(table)), TableName.IsSideTable(table)).ShouldBe((true, false));
    }

    [Fact]
    public void Any_text_names_one_folder_below_its_layer_or_none()
    {
        var random = new Random(7);
        const string letters = "ab./\\ \0\n-_:~%é\u0301\ud800";
        for (var round = 0; round < 5_000; round++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => letters[random.Next(letters.Length)]));
            if (!TableName.IsFull($"raw.{name}"))
            {
                continue;
            }

            Path.GetFullPath(Path.Combine("/lake", TableName.FolderOf($"raw.{name}"))).ShouldBe($"/lake/raw/{name}");
        }
    }
}
