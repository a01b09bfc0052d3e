using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators.Union;

/// <summary>UNION ALL: the inputs' columns have the same types, so rows go on as they are.</summary>
/// <param name="firstBranch">Number of its first branch, from 1; no other branch of the plan has one of its numbers.</param>
internal sealed class UnionOperator(int firstBranch, OperatorInput next) : Operator
{
    public override void Process(int input, RowSet rows)
    {
        var branch = rows.Branch;
        if (branch == 0)
        {
            rows.Branch = firstBranch + input;
        }

        next.Process(rows);
        rows.Branch = branch;
    }
}
