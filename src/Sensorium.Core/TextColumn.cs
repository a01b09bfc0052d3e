using System.Runtime.CompilerServices;

namespace Sensorium.Core;

/// <summary>
/// A column of text or bytes, in one of two forms. <em>Flat</em>: row i is <see cref="Lengths"/>[i] bytes of <see cref="Bytes"/> from
/// <see cref="Starts"/>[i]. <em>Coded</em>: row i is entry <see cref="Codes"/>[i] of <see cref="Dictionary"/>, which keys and
/// repetitive columns get at decode. A column has one form for a whole batch.
/// </summary>
public sealed class TextColumn(TypeKind type, int capacity = 0) : Column(type)
{
    private bool _isForeign;

    public TextDictionary? Dictionary { get; private set; }

    public bool IsCoded => Dictionary is not null;

    /// <summary>Coded form: an index into <see cref="Dictionary"/> a row. A null row has code 0 or any other valid code.</summary>
    public int[] Codes { get; private set; } = [];

    public byte[] Bytes { get; private set; } = [];

    /// <summary>Flat form: how much of <see cref="Bytes"/> holds text; a loop that writes them itself raises it.</summary>
    public int Used { get; set; }

    public int[] Starts { get; private set; } = new int[capacity];

    public int[] Lengths { get; private set; } = new int[capacity];

    public override int Capacity => IsCoded ? Codes.Length : Starts.Length;

    /// <summary>Text of row <paramref name="row"/>; undefined where the row is null.</summary>
    public Utf8Text this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Dictionary is { } dictionary ? dictionary[Codes[row]] : new(Bytes, Starts[row], Lengths[row]);
    }

    /// <summary>Makes this a coded column over <paramref name="dictionary"/>. Only before the first row.</summary>
    public void UseDictionary(TextDictionary dictionary, int rows)
    {
        Dictionary = dictionary;
        if (Codes.Length < rows)
        {
            Codes = GC.AllocateUninitializedArray<int>(rows, pinned: true);
        }
    }

    /// <summary>Makes this a flat column whose rows are slices of a buffer that outlives the batch. Only before the first row.</summary>
    public void UseBuffer(byte[] bytes, int rows)
    {
        Dictionary = null;
        Bytes = bytes;
        Used = bytes.Length;
        _isForeign = true;
        EnsureCapacity(rows);
    }

    public override void EnsureCapacity(int rows)
    {
        if (rows <= Capacity)
        {
            return;
        }

        var size = Math.Max(rows, Capacity * 2);
        if (IsCoded)
        {
            var codes = GC.AllocateUninitializedArray<int>(size, pinned: true);
            Codes.AsSpan().CopyTo(codes);
            Codes = codes;
        }
        else
        {
            var (starts, lengths) = (new int[size], new int[size]);
            Starts.AsSpan().CopyTo(starts);
            Lengths.AsSpan().CopyTo(lengths);
            (Starts, Lengths) = (starts, lengths);
        }

        if (HasNulls)
        {
            StartNulls();
        }
    }

    /// <summary>Flat form: copies <paramref name="text"/> to the end of <see cref="Bytes"/> as row <paramref name="row"/>.</summary>
    public void Set(int row, ReadOnlySpan<byte> text)
    {
        if (IsCoded)
        {
            Codes[row] = Dictionary!.GetOrAdd(text);
            SetValid(row);
            return;
        }

        EnsureBytes(text.Length);
        text.CopyTo(Bytes.AsSpan(Used));
        Starts[row] = Used;
        Lengths[row] = text.Length;
        Used += text.Length;
        SetValid(row);
    }

    /// <summary>Flat form: makes room for <paramref name="more"/> bytes behind <see cref="Used"/>.</summary>
    public void EnsureBytes(int more)
    {
        if (Bytes.Length - Used < more)
        {
            var grown = new byte[Math.Max(Math.Max(Bytes.Length * 2, 256), Used + more)];
            Bytes.AsSpan(0, Used).CopyTo(grown);
            Bytes = grown;
            _isForeign = false;
        }
    }

    public override void Clear()
    {
        base.Clear();
        Dictionary = null;
        Used = 0;
        if (_isForeign)
        {
            // Somebody else's buffer may be in use elsewhere, and the next batch writes from its start.
            Bytes = [];
            _isForeign = false;
        }
    }

    public override void CopyRow(Column source, int sourceRow, int row)
    {
        if (source.IsValid(sourceRow))
        {
            Set(row, ((TextColumn)source)[sourceRow].Span);
        }
        else
        {
            if (IsCoded)
            {
                Codes[row] = 0;
            }
            else
            {
                (Starts[row], Lengths[row]) = (0, 0);
            }

            SetNull(row);
        }
    }
}
