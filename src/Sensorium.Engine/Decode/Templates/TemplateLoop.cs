using System.Runtime.CompilerServices;

namespace Sensorium.Engine.Decode.Templates;

/// <summary>
/// Goes over the records of a chunk, one field at a time: checks the text before the value, takes the value, and moves on those records
/// that have both.
/// </summary>
/// <remarks>
/// A loop may run over a record's end into the next one, since the limit is the block's. Such a record fails in the end: a record's place
/// only grows, and must at last be its own end.
/// </remarks>
internal static unsafe class TemplateLoop
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TKernel>(ref TemplateRows rows, TemplateField field, ref TKernel kernel)
        where TKernel : struct, IFieldKernel
    {
        // Copies, which the loop keeps in registers.
        var take = kernel;
        var (first, mask, length) = (field.First, field.Mask, field.Length);
        var (at, numbers, count, limit, failed, failures) = rows;
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            var p = at[i];
            var row = numbers[i];
            if (TemplateField.Stands(p, first, mask, limit, field))
            {
                p = take.Take(p + length, row, limit);
                if (p != null)
                {
                    at[kept] = p;
                    numbers[kept++] = row;
                    continue;
                }
            }

            failed[failures++] = row;
        }

        kernel = take;
        (rows.Count, rows.FailedCount) = (kept, failures);
    }

    /// <summary>Keeps the records that end as the template does, at their own ends.</summary>
    public static void End(ref TemplateRows rows, TemplateField field, byte* data, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths)
    {
        var (first, mask, length) = (field.First, field.Mask, field.Length);
        var kept = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var p = rows.At[i];
            var row = rows.Rows[i];
            if (p + length == data + starts[row] + lengths[row] && TemplateField.Stands(p, first, mask, rows.Limit, field))
            {
                rows.Rows[kept++] = row;
            }
            else
            {
                rows.Failed[rows.FailedCount++] = row;
            }
        }

        rows.Count = kept;
    }
}
