using System.Runtime.CompilerServices;
using Sensorium.Core;
using Sensorium.Core.Sources;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>
/// Decodes chunks of records by templates learnt from the last ones. Keeps a few templates, the most used first; where records follow
/// none of them, it stands aside for a while.
/// </summary>
internal sealed unsafe class TemplateReader(TemplateLearner learner, RecordValidator validator)
{
    /// <summary>Records that are decoded field by field together.</summary>
    public const int ChunkSize = 128;

    private const int MaxTemplates = 4;
    private const int LongestPause = 64;

    private readonly List<RecordTemplate> _templates = [];
    private long[] _scratch = [];
    private int _pause;
    private int _nextPause = 1;

    /// <summary>Records that followed a template, ever.</summary>
    public long Followed { get; private set; }

    /// <summary>Decodes those of the chunk's records that follow a template, each to the row of its number.</summary>
    /// <param name="left">Receives the numbers of the others, ascending; room for the chunk.</param>
    /// <returns>How many are left.</returns>
    public int Read(RecordBlock block, byte* data, int from, int count, Batch into, Span<int> left)
    {
        if (_pause > 0 || _templates.Count == 0)
        {
            _pause = Math.Max(0, _pause - 1);
            for (var i = 0; i < count; i++)
            {
                left[i] = from + i;
            }

            return count;
        }

        var at = stackalloc byte*[ChunkSize];
        var numbers = stackalloc int[ChunkSize];
        var failed = stackalloc int[ChunkSize];
        for (var i = 0; i < count; i++)
        {
            failed[i] = from + i;
        }

        var remaining = count;
        for (var t = 0; t < _templates.Count && remaining > 0; t++)
        {
            var bytes = 0;
            for (var i = 0; i < remaining; i++)
            {
                var number = failed[i];
                numbers[i] = number;
                at[i] = data + block.Starts[number];
                bytes += block.Lengths[number];
            }

            var rows = new TemplateRows { At = at, Rows = numbers, Count = remaining, Failed = failed, Limit = data + block.DataLength };
            Decode(_templates[t], ref rows, block, data, bytes, into);
            _templates[t].Hits += rows.Count;
            remaining = rows.FailedCount;
        }

        Followed += count - remaining;
        Settle(count - remaining, count);
        var rest = new Span<int>(failed, remaining);
        rest.Sort();
        rest.CopyTo(left);
        return remaining;
    }

    /// <summary>Learns the shape of an accepted record that followed no template.</summary>
    public void Learn(ReadOnlySpan<byte> record)
    {
        if (_pause > 0 || learner.Learn(record) is not { } template)
        {
            return;
        }

        if (_templates.Count == MaxTemplates)
        {
            _templates.RemoveAt(MaxTemplates - 1);
        }

        _templates.Add(template);
    }

    /// <summary>Gives up what room a large block took.</summary>
    public void Trim() => _scratch = [];

    private void Decode(RecordTemplate template, ref TemplateRows rows, RecordBlock block, byte* data, int bytes, Batch into)
    {
        foreach (var field in template.Fields)
        {
            Take(field, ref rows, block, data, bytes, into);
        }

        TemplateLoop.End(ref rows, template.End, data, block.Starts, block.Lengths);
        foreach (var plan in template.NullColumns)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                NullCells.Write(into.Columns[plan.Index], rows.Rows[i]);
            }
        }

        foreach (var plan in template.WrittenColumns)
        {
            // Another template may have left a null there before it failed.
            var column = into.Columns[plan.Index];
            for (var i = 0; column.HasNulls && i < rows.Count; i++)
            {
                column.SetValid(rows.Rows[i]);
            }
        }
    }

    private void Take(TemplateField field, ref TemplateRows rows, RecordBlock block, byte* data, int bytes, Batch into)
    {
        switch (field.Operation)
        {
            case FieldOperation.SkipText:
                var skipText = new SkipTextKernel(field.Columns.Length > 0);
                TemplateLoop.Run(ref rows, field, ref skipText);
                break;
            case FieldOperation.SkipNumber:
                var skipNumber = new SkipNumberKernel(field.Columns.Length > 0);
                TemplateLoop.Run(ref rows, field, ref skipNumber);
                break;
            case FieldOperation.SkipWord:
                var skipWord = default(SkipWordKernel);
                TemplateLoop.Run(ref rows, field, ref skipWord);
                break;
            case FieldOperation.Text:
                TakeText(field, ref rows, bytes, into.Text(field.Columns[0].Index));
                break;
            case FieldOperation.Code:
                var code = new CodeKernel(field.Codes!, (int*)Unsafe.AsPointer(ref into.Text(field.Columns[0].Index).Codes[0]));
                TemplateLoop.Run(ref rows, field, ref code);
                break;
            case FieldOperation.Latitude:
                var latitude = new DoubleKernel((double*)Output<GeoPoint>(field, block, into), stride: 2, bound: 90);
                TemplateLoop.Run(ref rows, field, ref latitude);
                break;
            case FieldOperation.Longitude:
                var longitude = new DoubleKernel((double*)Output<GeoPoint>(field, block, into) + 1, stride: 2, bound: 180);
                TemplateLoop.Run(ref rows, field, ref longitude);
                break;
            case FieldOperation.Double:
                var real = new DoubleKernel((double*)Output<double>(field, block, into), stride: 1, bound: double.MaxValue);
                TemplateLoop.Run(ref rows, field, ref real);
                break;
            case FieldOperation.Integer:
                var integer = new IntegerKernel((int*)Output<int>(field, block, into));
                TemplateLoop.Run(ref rows, field, ref integer);
                break;
            case FieldOperation.BigInt:
                var bigInt = new BigIntKernel((long*)Output<long>(field, block, into));
                TemplateLoop.Run(ref rows, field, ref bigInt);
                break;
            case FieldOperation.Epoch:
                var epoch = new EpochKernel((long*)Output<long>(field, block, into), field.Columns[0].Time!);
                TemplateLoop.Run(ref rows, field, ref epoch);
                break;
            case FieldOperation.Timestamp:
                var timestamp = new TimestampKernel((long*)Output<long>(field, block, into), field.Columns[0].Time!);
                TemplateLoop.Run(ref rows, field, ref timestamp);
                break;
            default:
                var validate = new ValidateKernel(validator, field.Columns, data, field.Kind, into);
                TemplateLoop.Run(ref rows, field, ref validate);
                break;
        }
    }

    private static void TakeText(TemplateField field, ref TemplateRows rows, int bytes, TextColumn column)
    {
        column.EnsureBytes(bytes + 32);
        fixed (byte* text = column.Bytes)
        fixed (int* starts = column.Starts)
        fixed (int* lengths = column.Lengths)
        {
            var kernel = new TextKernel(text, column.Used, column.Bytes.Length - 16, starts, lengths);
            TemplateLoop.Run(ref rows, field, ref kernel);
            column.Used = kernel.Used;
        }
    }

    /// <summary>The column's pinned values; of a column that nobody needs, room that is written and never read.</summary>
    private void* Output<T>(TemplateField field, RecordBlock block, Batch into)
        where T : unmanaged
    {
        var plan = field.Columns[0];
        if (plan.Materialised)
        {
            return Unsafe.AsPointer(ref into.Values<T>(plan.Index).Values[0]);
        }

        if (_scratch.Length < block.Count * 2)
        {
            _scratch = GC.AllocateUninitializedArray<long>(block.Count * 2, pinned: true);
        }

        return Unsafe.AsPointer(ref _scratch[0]);
    }

    private void Settle(int followed, int count)
    {
        for (var t = 1; t < _templates.Count; t++)
        {
            if (_templates[t].Hits > _templates[t - 1].Hits)
            {
                (_templates[t], _templates[t - 1]) = (_templates[t - 1], _templates[t]);
            }
        }

        foreach (var template in _templates)
        {
            template.Hits -= template.Hits / 8;
        }

        if (followed * 4 < count)
        {
            // Each time that the templates are of no use, look away for longer; then begin anew.
            _templates.Clear();
            _pause = _nextPause;
            _nextPause = Math.Min(_nextPause * 2, LongestPause);
        }
        else if (followed * 2 > count)
        {
            _nextPause = 1;
        }
    }
}
