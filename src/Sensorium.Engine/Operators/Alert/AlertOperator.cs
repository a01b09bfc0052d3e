using System.Security.Cryptography;
using System.Text;
using Sensorium.Core;
using Sensorium.Engine.Checkpoints;
using Sensorium.Engine.Rows;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Operators.Alert;

/// <summary>
/// CREATE ALERT: a row of <see cref="AlertTable"/> for each row that raises or clears a key's episode; all others are filtered. A row on
/// which an expression fails is rejected and changes nothing.
/// </summary>
internal sealed class AlertOperator : Operator
{
    private readonly AlertPipeline _alert;
    private readonly LaneOutputs _outputs;
    private readonly OperatorInput _next;
    private readonly IReadOnlyList<string> _streams;
    private readonly AlertState _state;
    private readonly ExpressionColumns _conditions;
    private readonly ExpressionColumns _details;
    private readonly string[] _detailNames;
    private readonly int[] _keys;
    private readonly string[] _keyNames;
    private readonly Column[] _keyColumns;
    private readonly long _for;
    private readonly RowKey _key = new();
    private readonly JsonCells _json = new();
    private readonly FaultedRows _faults = new();
    private readonly FaultedRows _detailFaults = new();
    private readonly Cause _cause;
    private readonly (byte[] Name, byte[] Severity, byte[] Topic, byte[] Raised, byte[] Cleared) _texts;
    private readonly int[] _one = new int[1];
    private readonly StateWriter _origin = new();
    private readonly Batch _batch = new(AlertTable.Schema);
    private int[] _originRows = [];
    private int[] _dropped = [];

    /// <param name="section">Name of its sections in a checkpoint.</param>
    public AlertOperator(AlertPipeline alert, string section, OperatorContext context, OperatorInput next)
    {
        (_alert, _streams, _outputs, _next) = (alert, context.Streams, context.Outputs, next);
        _state = new(section);
        _conditions = new(alert.Clear is null ? [alert.Raise] : [alert.Raise, alert.Clear]);
        _details = new([.. alert.Outputs.Select(output => output.Value)]);
        _detailNames = [.. alert.Outputs.Select(output => output.Name)];
        _keys = [.. alert.Keys];
        _keyNames = [.. alert.Keys.Select(key => alert.Plan.Schema[key].Name)];
        _keyColumns = new Column[_keys.Length];
        _for = (alert.For?.Ticks ?? 0) / 10;
        _cause = new(Fate.Filtered, alert.Span.File, alert.Span.Line, $"neither raises nor clears {alert.Name}");
        _texts = (
            Encoding.UTF8.GetBytes(alert.Name),
            Encoding.UTF8.GetBytes(alert.Severity),
            Encoding.UTF8.GetBytes(alert.Topic),
            Encoding.UTF8.GetBytes(AlertTable.Raised),
            Encoding.UTF8.GetBytes(AlertTable.Cleared));
    }

    public override long Size => _state.Size;

    public override void Process(int input, RowSet rows)
    {
        if (_dropped.Length < rows.Count)
        {
            var size = Math.Max(rows.Count, _dropped.Length * 2);
            (_dropped, _originRows) = (new int[size], new int[size]);
        }

        _batch.Clear();
        _batch.EnsureCapacity(rows.Count);
        _faults.Clear();
        _conditions.Evaluate(rows.Batch, rows.Selection, rows.Count, _faults.Faults);
        _faults.Reject(rows, _outputs);
        var times = new RowTimes(rows);
        var dropped = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows.Row(i);
            if (_faults.Any && _faults.Faults.Contains(row))
            {
                continue;
            }

            var raise = IsTrue(_conditions.Columns[0], i);
            var clear = _alert.Clear is null ? !raise : IsTrue(_conditions.Columns[1], i);
            if (!Take(rows, row, times[row], raise, clear))
            {
                _dropped[dropped++] = rows.Origin(row);
            }
        }

        _outputs.Drop(rows.Origins, _dropped.AsSpan(0, dropped), _cause);
        if (_batch.Count > 0)
        {
            _next.Process(new(_batch) { Count = _batch.Count, OriginRows = _originRows, Origins = rows.Origins });
        }
    }

    public override long OnWatermark(long watermark)
    {
        _state.Compact();
        return watermark;
    }

    public override void Save(List<CheckpointChange> changes) => _state.Save(changes);

    public override void Load(IReadOnlyDictionary<string, byte[]> sections) => _state.Load(sections);

    private static bool IsTrue(Column column, int row) => column.IsValid(row) && ((Column<byte>)column).Values[row] != 0;

    /// <returns>False where the row neither raises nor clears; its fate is still to be told.</returns>
    private bool Take(RowSet rows, int row, long time, bool raise, bool clear)
    {
        var key = _key.Of(rows.Batch.Columns, _keys, row);
        var code = _state.Find(key);
        switch (_state.PhaseOf(code))
        {
            case AlertPhase.Raised when clear:
                if (TryDetail(rows, row))
                {
                    Emit(rows, row, _texts.Cleared, _state.EpisodeOf(code), time, _state.SinceOf(code), _state.RaisedAtOf(code));
                    _state.Quiet(code);
                }

                return true;
            case AlertPhase.Raised:
                return false;
            case AlertPhase.Pending when !raise:
                _state.Quiet(code);
                return false;
            case AlertPhase.Quiet when !raise:
                return false;
        }

        var since = code < 0 ? time : _state.SinceOf(code);
        if (time - since < _for)
        {
            if (code < 0)
            {
                _state.Pend(key, since);
            }

            return false;
        }

        if (TryDetail(rows, row))
        {
            var episode = EpisodeOf(rows, row, time, key);
            Emit(rows, row, _texts.Raised, episode, time, since, time);
            _state.Raise(key, since, time, episode);
        }

        return true;
    }

    /// <summary>Computes the SELECT list of one row; what fails rejects the row.</summary>
    private bool TryDetail(RowSet rows, int row)
    {
        _one[0] = row;
        _detailFaults.Clear();
        _details.Evaluate(rows.Batch, _one, 1, _detailFaults.Faults);
        _detailFaults.Reject(rows, _outputs);
        return !_detailFaults.Any;
    }

    private void Emit(RowSet rows, int row, byte[] what, string episode, long time, long since, long raisedAt)
    {
        var to = _batch.Count++;
        _originRows[to] = rows.Origin(row);
        for (var i = 0; i < _keys.Length; i++)
        {
            _keyColumns[i] = rows.Batch.Columns[_keys[i]];
        }

        _batch.Text(0).Set(to, Encoding.ASCII.GetBytes(episode));
        _batch.Text(1).Set(to, what);
        _batch.Text(2).Set(to, _texts.Name);
        _batch.Text(3).Set(to, _texts.Severity);
        _batch.Text(4).Set(to, _texts.Topic);
        _batch.Text(5).Set(to, _json.Object(_keyNames, _keyColumns, row));
        _batch.Values<long>(6).Set(to, time);
        _batch.Values<long>(7).Set(to, since);
        _batch.Values<long>(8).Set(to, raisedAt);
        _batch.Text(9).Set(to, _json.Object(_detailNames, _details.Columns, 0));
    }

    /// <summary>An id made of the alert, the key and the row that raises it, so that reading again gives it again.</summary>
    private string EpisodeOf(RowSet rows, int row, long time, ReadOnlySpan<byte> key)
    {
        _origin.Clear();
        _origin.Text(_alert.Id);
        _origin.Bytes(key);
        _origin.Long(time);
        var (origins, origin) = (rows.Origins!, rows.Origin(row));
        if (origins.InputOf(origin) is var stream and >= 0)
        {
            _origin.Text(_streams[stream]);
            _origin.Int(origins.Partitions[origin]);
            _origin.Long(origins.Offsets[origin]);
        }
        else
        {
            // A window's rows leave in the order of their keys, so this number is the same in any run.
            _origin.Int((int)origins.Offsets[origin]);
            if (origins.Offsets[origin] > int.MaxValue)
            {
                _origin.Long(origins.Offsets[origin]);
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(_origin.Written.Span).AsSpan(0, 16));
    }
}
