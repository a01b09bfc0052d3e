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
            for (var from = 0; from < batches[batch].Count; from += ChunkRows)
            {
                Chunks.Add((batch, from));
            }
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

    /// <summary>Rows that DuckDB takes at a time.</summary>
    internal static int ChunkRows => 2048;

    internal IReadOnlyList<Batch> Batches { get; }

    internal List<(int Batch, int From)> Chunks { get; } = [];

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
