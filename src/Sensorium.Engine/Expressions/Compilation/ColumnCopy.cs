using Sensorium.Core;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>Selected rows of a column, densely into another.</summary>
internal static class ColumnCopy
{
    public static void Gather(Column source, int[]? selection, int count, Column output)
    {
        switch (source, output)
        {
            case (TextColumn text, TextColumn target):
                Gather(text, selection, count, target);
                break;
            case (Column<byte> values, Column<byte> target):
                Gather(values, selection, count, target);
                break;
            case (Column<int> values, Column<int> target):
                Gather(values, selection, count, target);
                break;
            case (Column<long> values, Column<long> target):
                Gather(values, selection, count, target);
                break;
            case (Column<double> values, Column<double> target):
                Gather(values, selection, count, target);
                break;
            case (Column<GeoPoint> values, Column<GeoPoint> target):
                Gather(values, selection, count, target);
                break;
            default:
                throw new ArgumentException($"A column of {source.Type} cannot be copied to one of {output.Type}.", nameof(output));
        }

        if (source.HasNulls)
        {
            GatherNulls(source, selection, count, output);
        }
    }

    private static void Gather<T>(Column<T> source, int[]? selection, int count, Column<T> output)
        where T : unmanaged
    {
        output.EnsureCapacity(count);
        Gather(source.Values, selection, count, output.Values);
    }

    private static void Gather(TextColumn source, int[]? selection, int count, TextColumn output)
    {
        if (source.Dictionary is { } dictionary)
        {
            output.UseDictionary(dictionary, count);
            Gather(source.Codes, selection, count, output.Codes);
            return;
        }

        output.EnsureCapacity(count);
        for (var i = 0; i < count; i++)
        {
            var row = selection is null ? i : selection[i];
            output.Set(i, source.IsValid(row) ? source[row].Span : default);
        }
    }

    private static void Gather<T>(T[] source, int[]? selection, int count, T[] output)
    {
        if (selection is null)
        {
            source.AsSpan(0, count).CopyTo(output);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            output[i] = source[selection[i]];
        }
    }

    private static void GatherNulls(Column source, int[]? selection, int count, Column output)
    {
        if (selection is null)
        {
            output.StartNulls();
            source.Validity.AsSpan(0, (count + 63) >> 6).CopyTo(output.Validity);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            if (!source.IsValid(selection[i]))
            {
                output.SetNull(i);
            }
        }
    }
}
