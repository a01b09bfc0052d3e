using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sensorium.Core.Files;

/// <summary>A file of the machine, read and written at offsets; safe for several threads.</summary>
public sealed class LocalFile : IFile
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    internal LocalFile(string path, FileAccessMode mode)
    {
        _path = path;
        if (mode == FileAccessMode.CreatePrivate)
        {
            _handle = OpenPrivate(path);
            return;
        }

        var (fileMode, access) = mode switch
        {
            FileAccessMode.Read => (FileMode.Open, FileAccess.Read),
            FileAccessMode.ReadWrite => (FileMode.Open, FileAccess.ReadWrite),
            FileAccessMode.CreateNew => (FileMode.CreateNew, FileAccess.ReadWrite),
            FileAccessMode.Create => (FileMode.Create, FileAccess.ReadWrite),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
        };

        _handle = File.OpenHandle(path, fileMode, access, FileShare.ReadWrite | FileShare.Delete);
    }

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(_handle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void Sync()
    {
        while (Libc.Fdatasync(_handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.InvalidArgument)
            {
                return; // A pipe or a device, which has nothing to sync.
            }

            if (error != Libc.Interrupted)
            {
                throw Libc.Failure(error, _path);
            }
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>.NET opens a handle with the mode that the process' mask leaves, and nobody may see a key even for a moment.</summary>
    private static SafeFileHandle OpenPrivate(string path)
    {
        var handle = Libc.Open(path, Libc.ReadWrite | Libc.CreateMissing | Libc.Truncate | Libc.CloseOnExec, Libc.OwnerOnly);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw Libc.Failure(error, path);
        }

        return handle;
    }
}
