using Sensorium.Core.Files;

namespace Sensorium.Testing;

public sealed class FaultyFile(FaultyFileSystem system, IFile inner) : IFile
{
    private const int NoSpace = 28;
    private const int InputOutput = 5;

    public long Length => inner.Length;

    public int Read(Span<byte> buffer, long offset) => inner.Read(buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        system.Gate.Wait();
        if (bytes.Length > system.Room)
        {
            inner.Write(bytes[..(int)system.Room], offset);
            system.Room = 0;
            throw new IOException("No space left on device", NoSpace);
        }

        inner.Write(bytes, offset);
        system.Room -= bytes.Length;
    }

    public void SetLength(long length) => inner.SetLength(length);

    public void Sync()
    {
        system.Syncs++;
        if (system.SyncFails)
        {
            throw new IOException("Input/output error", InputOutput);
        }

        // The tests kill no machine: what is written is there.
    }

    public void Dispose() => inner.Dispose();
}
