using System.Text;

namespace Sensorium.Core.Tests;

public sealed class TextColumnTests
{
    [Fact]
    public void Flat_text_is_kept_while_the_bytes_grow()
    {
        var column = new TextColumn(TypeKind.Varchar);
        for (var row = 0; row < 500; row++)
        {
            column.EnsureCapacity(row + 1);
            column.Set(row, Encoding.UTF8.GetBytes($"växjö {row}"));
        }

        for (var row = 0; row < 500; row++)
        {
            column[row].ToString().ShouldBe($"växjö {row}");
        }
    }

    [Fact]
    public void Coded_text_has_one_code_a_text()
    {
        var dictionary = new TextDictionary();
        var column = new TextColumn(TypeKind.Varchar);
        column.UseDictionary(dictionary, 4);
        column.Set(0, "a"u8);
        column.Set(1, "b"u8);
        column.Set(2, "a"u8);
        column.SetNull(3);

        column.IsCoded.ShouldBeTrue();
        column.Codes[..3].ShouldBe([0, 1, 0]);
        column[2].ToString().ShouldBe("a");
        column.IsValid(3).ShouldBeFalse();
    }

    [Fact]
    public void Rows_are_copied_between_the_forms()
    {
        var dictionary = new TextDictionary();
        dictionary.GetOrAdd("first"u8);
        var coded = new TextColumn(TypeKind.Varchar);
        coded.UseDictionary(dictionary, 3);
        var flat = new TextColumn(TypeKind.Varchar, 3);
        flat.Set(0, "text"u8);
        flat.SetNull(1);
        flat.Set(2, ""u8);
        for (var row = 0; row < 3; row++)
        {
            coded.CopyRow(flat, row, row);
        }

        var back = new TextColumn(TypeKind.Varchar, 3);
        for (var row = 0; row < 3; row++)
        {
            back.CopyRow(coded, row, row);
        }

        back[0].ToString().ShouldBe("text");
        back.IsValid(1).ShouldBeFalse();
        back.IsValid(2).ShouldBeTrue();
        back[2].Length.ShouldBe(0);
    }

    [Fact]
    public void A_column_over_a_foreign_buffer_never_writes_into_it()
    {
        var buffer = "a record of bytes"u8.ToArray();
        var column = new TextColumn(TypeKind.Varchar);
        column.UseBuffer(buffer, 2);
        (column.Starts[0], column.Lengths[0]) = (2, 6);
        column[0].ToString().ShouldBe("record");

        column.Set(1, "more"u8);
        (column[0].ToString(), column[1].ToString()).ShouldBe(("record", "more"));
        column.UseBuffer(buffer, 2);
        column.Clear();
        column.Set(0, "other"u8);
        column[0].ToString().ShouldBe("other");
        buffer.ShouldBe("a record of bytes"u8.ToArray());
    }

    [Fact]
    public void A_cleared_column_is_flat_again()
    {
        var column = new TextColumn(TypeKind.Varchar, 1);
        column.UseDictionary(new(), 1);
        column.Set(0, "a"u8);
        column.Clear();
        column.IsCoded.ShouldBeFalse();
        column.Set(0, "b"u8);
        column[0].ToString().ShouldBe("b");
    }
}
