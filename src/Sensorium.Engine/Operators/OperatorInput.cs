using Sensorium.Engine.Rows;

namespace Sensorium.Engine.Operators;

/// <summary>One input of an operator: where the operator below it sends its rows.</summary>
internal readonly record struct OperatorInput(Operator Operator, int Input = 0)
{
    public void Process(RowSet rows) => Operator.Process(Input, rows);
}
