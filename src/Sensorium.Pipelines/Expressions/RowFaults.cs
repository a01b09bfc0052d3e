namespace Sensorium.Pipelines.Expressions;

/// <summary>The rows of one batch on which an expression failed, each with its first fault. Reused batch after batch.</summary>
public sealed class RowFaults
{
    private readonly Dictionary<int, RowFault> _faults = [];

    public int Count => _faults.Count;

    /// <summary>The fault of a row, <see cref="RowFault.None"/> where there is none.</summary>
    public RowFault this[int row] => _faults.GetValueOrDefault(row);

    public void Add(int row, RowFault fault) => _faults.TryAdd(row, fault);

    public void Clear() => _faults.Clear();
}
