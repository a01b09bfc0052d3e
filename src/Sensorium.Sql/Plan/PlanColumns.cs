namespace Sensorium.Sql.Plan;

/// <summary>Which columns of a plan's rows have content: of a stream's, only those that something above reads.</summary>
public static class PlanColumns
{
    public static bool[] Defined(PlanNode node)
    {
        switch (node)
        {
            case SourceNode source:
                var needed = new bool[source.Schema.Count];
                foreach (var column in source.Needed)
                {
                    needed[column] = true;
                }

                return needed;
            case FilterNode filter:
                return Defined(filter.Input);
            case DedupNode dedup:
                return Defined(dedup.Input);
            case LookupNode lookup:
                return [.. Defined(lookup.Input), .. Enumerable.Repeat(true, lookup.Reference.Schema.Count)];
            default:
                return [.. Enumerable.Repeat(true, node.Schema.Count)];
        }
    }
}
