using Sensorium.Sql.Plan;

namespace Sensorium.Sql.Binding;

/// <summary>The GROUP BY that expressions of SELECT and HAVING are bound against; aggregates are collected as they are met.</summary>
internal sealed class Grouping(IReadOnlyList<BoundExpression> keys, IReadOnlyList<string> keyNames)
{
    public IReadOnlyList<BoundExpression> Keys { get; } = keys;

    /// <summary>As written; for the columns of the window's plan.</summary>
    public IReadOnlyList<string> KeyNames { get; } = keyNames;

    public List<string> AggregateNames { get; } = [];

    public List<AggregateCall> Aggregates { get; } = [];

    /// <summary>The output's column for a key.</summary>
    public static int KeyIndex(int key) => Relation.WindowColumns.Count + key;

    /// <summary>The output's column for an aggregate, the same for equal ones.</summary>
    public int Add(AggregateCall call, string name)
    {
        var index = Aggregates.FindIndex(other => other.Kind == call.Kind && other.Result == call.Result
            && BoundEquality.AreSame(other.Argument, call.Argument) && BoundEquality.AreSame(other.Filter, call.Filter));
        if (index < 0)
        {
            index = Aggregates.Count;
            Aggregates.Add(call);
            AggregateNames.Add(name);
        }

        return Relation.WindowColumns.Count + Keys.Count + index;
    }
}
