using System.Runtime.Intrinsics;
using System.Text;

namespace Sensorium.Engine.Decode;

/// <summary>
/// The members that a stream's columns name, as a tree: a spelling <c>a.b</c> is child <c>b</c> of child <c>a</c>. Every path that is
/// named has one slot, where a reader says what it found there. Holds marks of the record being read, so it belongs to one decoder.
/// </summary>
internal sealed class MemberNode(string name)
{
    private long _record = -1;

    public string Text { get; } = name;

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    public MemberNode[] Children { get; private set; } = [];

    /// <summary>The name in one vector, zeros behind it; undefined where it is longer.</summary>
    public Vector128<byte> Short { get; } = Vector128.Create(ShortBytes(name));

    /// <summary>Of the path that ends here; −1 where none does.</summary>
    public int Slot { get; private set; } = -1;

    /// <summary>The child that the last record's order suggests next.</summary>
    public int Expected { get; set; }

    /// <summary>The slot of a path, which is added where it is not there.</summary>
    public int Add(ReadOnlySpan<string> path, ref int slots)
    {
        if (path.Length == 0)
        {
            return Slot = Slot < 0 ? slots++ : Slot;
        }

        var first = path[0];
        var child = Array.Find(Children, node => node.Text == first);
        if (child is null)
        {
            child = new(first);
            Children = [.. Children, child];
        }

        return child.Add(path[1..], ref slots);
    }

    /// <summary>The child of that name, or null.</summary>
    public MemberNode? Find(ReadOnlySpan<byte> name)
    {
        var at = Expected;
        for (var i = 0; i < Children.Length; i++, at++)
        {
            if (at >= Children.Length)
            {
                at = 0;
            }

            if (name.SequenceEqual(Children[at].Name))
            {
                Expected = at + 1;
                return Children[at];
            }
        }

        return null;
    }

    /// <summary>The child of that name, or null; the name has at most 16 bytes, and zeros behind it.</summary>
    public MemberNode? Find(Vector128<byte> name, int length)
    {
        var children = Children;
        var at = Expected;
        for (var i = 0; i < children.Length; i++, at++)
        {
            if (at >= children.Length)
            {
                at = 0;
            }

            var child = children[at];
            if (child.Short == name && child.Name.Length == length)
            {
                Expected = at + 1;
                return child;
            }
        }

        return null;
    }

    /// <summary>
    /// Notes that the member begins in record number <paramref name="record"/>. Where it was there before, all that was found in it is
    /// forgotten: the last one counts.
    /// </summary>
    /// <returns>Whether it was there before.</returns>
    public bool Begin(long record, FoundValue[] found)
    {
        if (_record != record)
        {
            _record = record;
            return false;
        }

        Forget(found);
        return true;
    }

    private static ReadOnlySpan<byte> ShortBytes(string name)
    {
        var bytes = new byte[16];
        var text = Encoding.UTF8.GetBytes(name);
        text.AsSpan(0, Math.Min(16, text.Length)).CopyTo(bytes);
        return bytes;
    }

    private void Forget(FoundValue[] found)
    {
        if (Slot >= 0)
        {
            found[Slot].Kind = ValueKind.Absent;
        }

        foreach (var child in Children)
        {
            child._record = -1;
            child.Forget(found);
        }
    }
}
