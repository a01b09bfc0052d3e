using Sensorium.Core.Files;

namespace Sensorium.Simulation.Disks;

/// <summary>An open file of one process; dead with it.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, DiskFile file, string path, bool writable, int process) : IFile
{
    private bool _closed;

    public long Length
    {
        get
        {
            Check(forWriting: false);
            return file.Length;
        }
    }

    public int Read(Span<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Check(forWriting: false);
        disk.MayFail("Read", path);
        return file.Read(buffer, offset);
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        Check(forWriting: true);
        disk.Write(file, path, bytes, offset);
    }

    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Check(forWriting: true);
        disk.SetLength(file, path, length);
    }

    public void Sync()
    {
        Check(forWriting: false);
        disk.Sync(file, path);
    }

    public void Dispose() => _closed = true;

    private void Check(bool forWriting)
    {
        disk.Guard();
        ObjectDisposedException.ThrowIf(_closed, this);
        if (process != disk.Process)
        {
            throw new ProcessKilledException();
        }

        if (forWriting && !writable)
        {
            throw new UnauthorizedAccessException($"'{path}' is open for reading.");
        }
    }
}
