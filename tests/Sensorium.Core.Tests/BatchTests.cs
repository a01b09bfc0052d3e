namespace Sensorium.Core.Tests;

public sealed class BatchTests
{
    private static readonly Schema Readings = new(
        new Field("device", TypeKind.Varchar), new Field("value", TypeKind.Double), new Field("at", TypeKind.Timestamp));

    [Fact]
    public void Appended_rows_are_the_rows_of_the_source()
    {
        var source = new Batch(Readings, 3);
        for (var row = 0; row < 3; row++)
        {
            source.Text(0).Set(row, "device"u8);
            source.Values<double>(1).Set(row, row / 2.0);
            source.Values<long>(2).Set(row, row);
        }

        source.Values<double>(1).SetNull(1);
        source.Count = 3;
        var target = new Batch(Readings);
        for (var round = 0; round < 100; round++)
        {
            for (var row = 2; row >= 0; row--)
            {
                target.AppendRow(source, row);
            }
        }

        target.Count.ShouldBe(300);
        for (var row = 0; row < 300; row++)
        {
            target.Text(0)[row].ToString().ShouldBe("device");
            target.Values<long>(2).Values[row].ShouldBe(2 - (row % 3));
            target.Columns[1].IsValid(row).ShouldBe(row % 3 != 1);
        }
    }

    [Fact]
    public void A_cleared_batch_is_filled_again_from_its_first_row()
    {
        var batch = new Batch(Readings, 1);
        batch.Columns[1].SetNull(0);
        batch.Count = 1;
        batch.Clear();
        batch.Count.ShouldBe(0);
        batch.Columns[1].HasNulls.ShouldBeFalse();
    }

    [Fact]
    public void Field_names_are_found_without_regard_to_case()
    {
        Readings.IndexOf("VALUE").ShouldBe(1);
        Readings.IndexOf("nothing").ShouldBe(-1);
        Should.Throw<ArgumentException>(() => new Schema(new Field("a", TypeKind.Date), new Field("A", TypeKind.Date)));
    }
}
