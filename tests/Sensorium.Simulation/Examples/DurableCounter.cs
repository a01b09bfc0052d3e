using System.Buffers.Binary;
using Sensorium.Core.Files;

namespace Sensorium.Simulation.Examples;

/// <summary>
/// The smallest durable log: a record of sixteen bytes for each count, acknowledged after a sync, the tail cut where a record is
/// damaged. It can leave out a part of that, so that the tests see whether the simulation notices.
/// </summary>
internal sealed class DurableCounter : IDisposable
{
    private const int Record = 16;
    private const string Path = "log/counter";

    private readonly IFile _file;
    private readonly Neglect _neglect;

    public DurableCounter(IFileSystem files, Neglect neglect = Neglect.Nothing)
    {
        _neglect = neglect;
        files.CreateDirectory("log");
        _file = files.Open(Path, files.FileExists(Path) ? FileAccessMode.ReadWrite : FileAccessMode.CreateNew);
        if (neglect != Neglect.SyncOfFolder)
        {
            files.SyncDirectory("log");
            files.SyncDirectory(".");
        }

        Span<byte> record = stackalloc byte[Record];
        while (_file.Read(record, Value * Record) == Record && IsValid(record, Value + 1))
        {
            Value++;
        }

        if (neglect != Neglect.CutOfTail)
        {
            _file.SetLength(Value * Record);
        }

        // What was read may be in memory only, and is about to be built upon.
        _file.Sync();
    }

    public long Value { get; private set; }

    public long Add()
    {
        Span<byte> record = stackalloc byte[Record];
        BinaryPrimitives.WriteInt64LittleEndian(record, Value + 1);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], ~(Value + 1));
        _file.Write(record, _neglect == Neglect.CutOfTail ? _file.Length : Value * Record);
        if (_neglect != Neglect.SyncOfContent)
        {
            _file.Sync();
        }

        return ++Value;
    }

    public void Dispose() => _file.Dispose();

    private static bool IsValid(ReadOnlySpan<byte> record, long value) =>
        BinaryPrimitives.ReadInt64LittleEndian(record) == value && BinaryPrimitives.ReadInt64LittleEndian(record[8..]) == ~value;
}
