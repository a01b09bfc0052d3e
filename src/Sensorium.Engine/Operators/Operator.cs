using Sensorium.Engine.State;

namespace Sensorium.Engine.Operators;

/// <summary>
/// A step that rows are pushed through, a batch at a time. Belongs to one lane or to the coordinator, and runs on one thread at a time.
/// The rows it is given, and those it gives on, live until it returns.
/// </summary>
internal abstract class Operator
{
    public abstract void Process(RowSet rows);
}
