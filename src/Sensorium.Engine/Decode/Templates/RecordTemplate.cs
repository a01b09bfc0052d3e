namespace Sensorium.Engine.Decode.Templates;

/// <summary>
/// The shape of a record, learnt from one: which values it has and all the text between them. Records of the same shape are decoded field
/// by field without looking for anything.
/// </summary>
/// <param name="End">What stands behind the last value, with no value of its own.</param>
/// <param name="NullColumns">Materialised columns that such records do not have.</param>
/// <param name="WrittenColumns">Materialised columns that the loops write without regard to validity.</param>
internal sealed record RecordTemplate(TemplateField[] Fields, TemplateField End, ColumnPlan[] NullColumns, ColumnPlan[] WrittenColumns)
{
    /// <summary>Records of late that had this shape; decays.</summary>
    public int Hits { get; set; }
}
