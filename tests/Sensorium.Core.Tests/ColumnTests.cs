namespace Sensorium.Core.Tests;

public sealed class ColumnTests
{
    [Fact]
    public void Rows_are_valid_until_one_is_null()
    {
        var column = new Column<long>(TypeKind.BigInt, 4);
        column.Set(0, 7);
        column.HasNulls.ShouldBeFalse();
        column.SetNull(1);
        column.Set(2, 9);

        Enumerable.Range(0, 3).Select(column.IsValid).ShouldBe([true, false, true]);
        column.Set(1, 8);
        column.IsValid(1).ShouldBeTrue();
    }

    [Fact]
    public void Validity_grows_with_the_column_and_keeps_its_nulls()
    {
        var column = Column.Create(TypeKind.Double);
        for (var row = 0; row < 1_000; row++)
        {
            column.EnsureCapacity(row + 1);
            if (row % 7 == 3)
            {
                column.SetNull(row);
            }
            else
            {
                ((Column<double>)column).Set(row, row);
            }
        }

        for (var row = 0; row < 1_000; row++)
        {
            column.IsValid(row).ShouldBe(row % 7 != 3, $"row {row}");
        }
    }

    [Fact]
    public void A_first_null_late_in_the_column_leaves_the_rows_before_it_valid()
    {
        var column = new Column<int>(TypeKind.Integer, 300);
        column.SetNull(250);
        Enumerable.Range(0, 300).Count(column.IsValid).ShouldBe(299);
    }

    [Fact]
    public void A_cleared_column_has_forgotten_its_nulls()
    {
        var column = new Column<int>(TypeKind.Integer, 100);
        column.SetNull(5);
        column.Clear();
        column.IsValid(5).ShouldBeTrue();
        column.SetNull(6);
        column.IsValid(5).ShouldBeTrue();
        column.IsValid(6).ShouldBeFalse();
    }

    [Fact]
    public void Every_type_has_a_column()
    {
        foreach (var type in Enum.GetValues<TypeKind>())
        {
            var column = Column.Create(type, 3);
            column.Type.ShouldBe(type);
            column.Capacity.ShouldBe(3);
        }
    }

    [Fact]
    public void A_copied_row_carries_its_value_or_its_null()
    {
        var (source, target) = (new Column<int>(TypeKind.Integer, 2), new Column<int>(TypeKind.Integer, 2));
        source.Set(0, 5);
        source.SetNull(1);
        target.CopyRow(source, 1, 0);
        target.CopyRow(source, 0, 1);

        target.IsValid(0).ShouldBeFalse();
        target.Values[1].ShouldBe(5);
    }
}
