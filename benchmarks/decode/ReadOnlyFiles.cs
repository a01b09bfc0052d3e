using Microsoft.Win32.SafeHandles;
using Sensorium.Core.Files;

namespace Sensorium.Benchmarks.Decode;

/// <summary>The machine's files, for reading.</summary>
internal sealed class ReadOnlyFiles : IFileSystem
{
    public IFile Open(string path, FileAccessMode mode) => new Handle(File.OpenHandle(path));

    public bool FileExists(string path) => File.Exists(path);

    public bool DirectoryExists(string path) => throw new NotSupportedException();

    public void CreateDirectory(string path) => throw new NotSupportedException();

    public IReadOnlyList<FileEntry> List(string directory) => throw new NotSupportedException();

    public void DeleteFile(string path) => throw new NotSupportedException();

    public void DeleteDirectory(string path) => throw new NotSupportedException();

    public void Rename(string from, string to) => throw new NotSupportedException();

    public bool TryLink(string from, string to) => throw new NotSupportedException();

    public void SyncDirectory(string path) => throw new NotSupportedException();

    public IDisposable? TryLock(string path) => throw new NotSupportedException();

    private sealed class Handle(SafeFileHandle handle) : IFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new NotSupportedException();

        public void SetLength(long length) => throw new NotSupportedException();

        public void Sync() => throw new NotSupportedException();

        public void Dispose() => handle.Dispose();
    }
}
