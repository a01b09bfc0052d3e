using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Sensorium.Core;

namespace Sensorium.Lake.DuckDb;

/// <summary>
/// Batches as a relation of DuckDB: <c>SELECT … FROM {relation.Sql}</c>, any number of times, until disposed. DuckDB reads the
/// columns where they are, on several threads, so the batches must not change meanwhile.
/// </summary>
public sealed unsafe class BatchRelation : IDisposable
{
    private static readonly ConcurrentDictionary<long, BatchRelation> Open = new();
    private static long _last;

    private readonly long _number = Interlocked.Increment(ref _last);
    private readonly List<GCHandle> _pins = [];
    private readonly Dictionary<TextDictionary, DuckText[]> _dictionaries = new(ReferenceEqualityComparer.Instance);

    /// <param name="schema">All batches have it.</param>
    public BatchRelation(Schema schema, IReadOnlyList<Batch> batches)
    {
        (Schema, Batches) = (schema, batches);
        for (var batch = 0; batch < batches.Count; batch++)
        {
            Rows += batches[batch].Count;
            Cut(batch, batches[batch]);
        }

        try
        {
            foreach (var text in batches.SelectMany(batch => batch.Columns).OfType<TextColumn>())
            {
                Pin(text);
            }
        }
        catch
        {
            Unpin();
            throw;
        }

        Open[_number] = this;
    }

    /// <summary>The relation's name in SQL: a call of a table function.</summary>
    public string Sql => string.Create(CultureInfo.InvariantCulture, $"{BatchScan.Name}({_number})");

    public Schema Schema { get; }

    public long Rows { get; }

    /// <summary>Rows that DuckDB takes at a time, at most.</summary>
    internal static int ChunkRows => 2048;

    /// <summary>Bytes of text that DuckDB takes at a time, unless one row has more: it holds them several times over.</summary>
    private const int ChunkBytes = 4 << 20;

    internal IReadOnlyList<Batch> Batches { get; }

    internal List<(int Batch, int From, int Count)> Chunks { get; } = [];

    internal static BatchRelation? Find(long number) => Open.GetValueOrDefault(number);

    /// <summary>The entries of a dictionary as DuckDB has text, by code; null where it is larger than what the rows use of it.</summary>
    internal DuckText[]? TextsOf(TextDictionary dictionary) => _dictionaries.GetValueOrDefault(dictionary);

    public void Dispose()
    {
        if (Open.TryRemove(_number, out _))
        {
            Unpin();
        }
    }

    private void Cut(int number, Batch batch)
    {
        var texts = batch.Columns.OfType<TextColumn>().ToArray();
        var isWide = texts.Sum(Largest) > ChunkBytes;
        var from = 0;
        while (from < batch.Count)
        {
            var end = Math.Min(from + ChunkRows, batch.Count);
            if (isWide)
            {
                var bytes = BytesOf(texts, from);
                var row = from + 1;
                while (row < end && (bytes += BytesOf(texts, row)) <= ChunkBytes)
                {
                    row++;
                }

                end = row;
            }

            Chunks.Add((number, from, end - from));
            from = end;
        }
    }

    /// <summary>What the rows of one chunk may have together: for a coded column as often as there are rows, the longest entry.</summary>
    private static long Largest(TextColumn column)
    {
        if (column.Dictionary is not { } dictionary)
        {
            return column.Used;
        }

        var longest = 0;
        for (var code = 0; code < dictionary.Count; code++)
        {
            longest = Math.Max(longest, dictionary[code].Length);
        }

        return (long)longest * ChunkRows;
    }

    private static long BytesOf(TextColumn[] columns, int row)
    {
        var bytes = 0L;
        foreach (var column in columns)
        {
            bytes += column.IsValid(row) ? column[row].Length : 0;
        }

        return bytes;
    }

    private void Pin(TextColumn column)
    {
        if (column.Dictionary is not { } dictionary)
        {
            if (column.Bytes.Length > 0)
            {
                _pins.Add(GCHandle.Alloc(column.Bytes, GCHandleType.Pinned));
            }

            return;
        }

        if (dictionary.Count > Rows || _dictionaries.ContainsKey(dictionary))
        {
            return;
        }

        var texts = new DuckText[dictionary.Count];
        byte[]? block = null;
        for (var code = 0; code < texts.Length; code++)
        {
            var text = dictionary[code];
            if (text.Buffer != block)
            {
                block = text.Buffer;
                _pins.Add(GCHandle.Alloc(block, GCHandleType.Pinned));
            }

            fixed (byte* start = block)
            {
                texts[code] = new(start + text.Start, text.Length);
            }
        }

        _dictionaries.Add(dictionary, texts);
    }

    private void Unpin()
    {
        foreach (var pin in _pins)
        {
            pin.Free();
        }

        _pins.Clear();
    }
}
