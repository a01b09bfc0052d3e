using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sensorium.Engine.Decode;

/// <summary>
/// Finds a stream's members in a record, in any order, with strings taken sixteen bytes at a time. It takes only records that it has
/// validated as strictly as <see cref="Utf8JsonReader"/> would; about all others it says so, and the reader validates them.
/// </summary>
/// <seealso cref="JsonRecordReader"/>
internal sealed unsafe class JsonScanner(MemberNode root, FoundValue[] found, RecordCounter counter)
{
    private const int MaxDepth = 64;

    private byte* _record;
    private byte* _end;
    private long _number;

    /// <summary>Of the last record.</summary>
    public int DuplicateKeys { get; private set; }

    /// <param name="record">Followed by at least 32 readable bytes.</param>
    /// <returns>False where another must validate the record.</returns>
    public bool TryRead(byte* record, int length)
    {
        DuplicateKeys = 0;
        Array.Clear(found);
        _record = record;
        _end = record + length;
        _number = counter.Next();
        var p = SkipSpace(record);
        if (p >= _end || *p != '{')
        {
            return false;
        }

        p = ReadObject(p + 1, root, 1);
        return p != null && SkipSpace(p) == _end;
    }

    /// <summary>From behind the brace.</summary>
    /// <returns>Behind the closing brace; null where another must validate.</returns>
    private byte* ReadObject(byte* p, MemberNode node, int depth)
    {
        p = SkipSpace(p);
        if (p < _end && *p == '}')
        {
            return p + 1;
        }

        while (true)
        {
            p = ReadName(p, node, out var child);
            if (p == null)
            {
                return null;
            }

            if (child is null)
            {
                p = SkipValue(p, depth, out _);
            }
            else
            {
                if (child.Begin(_number, found))
                {
                    DuplicateKeys++;
                }

                var start = p;
                ValueKind kind;
                if (p < _end && *p == '{' && child.Children.Length > 0)
                {
                    kind = ValueKind.Object;
                    p = depth == MaxDepth ? null : ReadObject(p + 1, child, depth + 1);
                }
                else
                {
                    p = SkipValue(p, depth, out kind);
                }

                if (child.Slot >= 0 && p != null)
                {
                    var quote = kind is ValueKind.Text or ValueKind.EscapedText ? 1 : 0;
                    found[child.Slot] = new()
                    {
                        Start = (int)(start - _record) + quote,
                        Length = (int)(p - start) - (2 * quote),
                        Kind = kind,
                    };
                }
            }

            if (p == null)
            {
                return null;
            }

            p = SkipSpace(p);
            if (p >= _end)
            {
                return null;
            }

            if (*p == '}')
            {
                return p + 1;
            }

            if (*p != ',')
            {
                return null;
            }

            p = SkipSpace(p + 1);
        }
    }

    /// <returns>At the value behind the name and its colon.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* ReadName(byte* p, MemberNode node, out MemberNode? child)
    {
        child = null;
        if (p >= _end || *p != '"')
        {
            return null;
        }

        p++;
        var length = StringScan.Length(p, _end, out var isEscaped);
        if (length < 0 || isEscaped)
        {
            return null;
        }

        child = length <= 16
            ? node.Find(Vector128.Load(p) & KernelTables.FirstBytes(length), length)
            : node.Find(new ReadOnlySpan<byte>(p, length));
        p = SkipSpace(p + length + 1);
        return p < _end && *p == ':' ? SkipSpace(p + 1) : null;
    }

    /// <returns>Behind the value; null where another must validate.</returns>
    private byte* SkipValue(byte* p, int depth, out ValueKind kind)
    {
        kind = ValueKind.Absent;
        if (p >= _end)
        {
            return null;
        }

        switch (*p)
        {
            case (byte)'"':
                var length = StringScan.Length(p + 1, _end, out var isEscaped);
                kind = isEscaped ? ValueKind.EscapedText : ValueKind.Text;
                return length < 0 ? null : p + length + 2;
            case (byte)'{':
                kind = ValueKind.Object;
                return depth == MaxDepth ? null : SkipObject(p + 1, depth + 1);
            case (byte)'[':
                kind = ValueKind.Array;
                return depth == MaxDepth ? null : SkipArray(p + 1, depth + 1);
            case (byte)'t':
                kind = ValueKind.True;
                return JsonWord.After(p, ValueKind.True);
            case (byte)'f':
                kind = ValueKind.False;
                return JsonWord.After(p, ValueKind.False);
            case (byte)'n':
                kind = ValueKind.Null;
                return JsonWord.After(p, ValueKind.Null);
            default:
                kind = ValueKind.Number;
                return JsonNumber.After(p, _end);
        }
    }

    private byte* SkipObject(byte* p, int depth)
    {
        p = SkipSpace(p);
        if (p < _end && *p == '}')
        {
            return p + 1;
        }

        while (true)
        {
            if (p >= _end || *p != '"')
            {
                return null;
            }

            var length = StringScan.Length(p + 1, _end, out _);
            if (length < 0)
            {
                return null;
            }

            p = SkipSpace(p + length + 2);
            if (p >= _end || *p != ':')
            {
                return null;
            }

            p = SkipValue(SkipSpace(p + 1), depth, out _);
            if (p == null)
            {
                return null;
            }

            p = SkipSpace(p);
            if (p < _end && *p == ',')
            {
                p = SkipSpace(p + 1);
                continue;
            }

            return p < _end && *p == '}' ? p + 1 : null;
        }
    }

    private byte* SkipArray(byte* p, int depth)
    {
        p = SkipSpace(p);
        if (p < _end && *p == ']')
        {
            return p + 1;
        }

        while (true)
        {
            p = SkipValue(p, depth, out _);
            if (p == null)
            {
                return null;
            }

            p = SkipSpace(p);
            if (p < _end && *p == ',')
            {
                p = SkipSpace(p + 1);
                continue;
            }

            return p < _end && *p == ']' ? p + 1 : null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* SkipSpace(byte* p)
    {
        while (*p <= ' ' && p < _end && *p is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            p++;
        }

        return p;
    }
}
