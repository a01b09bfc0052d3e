using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Lookup;

/// <summary>The version of a reference table that a lookup joins with, the same for all lanes. Another takes its place between two rounds.</summary>
internal sealed class LookupSource(LookupNode node)
{
    /// <summary>The version that <see cref="Table"/> holds.</summary>
    public ReferenceTable Reference { get; private set; } = node.Reference;

    public LookupTable Table { get; private set; } = new(node.Reference.Rows, node.ReferenceKeys);

    /// <exception cref="Core.SensoriumException">SN4012: the columns are not those that the plan joins with.</exception>
    public void Switch(ReferenceTable next) => (Table, Reference) = (new(next.RowsAs(node.Reference.Schema), node.ReferenceKeys), next);
}
