using Sensorium.Core.Files;

namespace Sensorium.Engine.Tests.Sources;

/// <summary>Files that are bytes, for reading.</summary>
internal sealed class MemoryFiles : IFileSystem
{
    private readonly Dictionary<string, byte[]> _files = [];

    public byte[] this[string path]
    {
        set => _files[path] = value;
    }

    public IFile Open(string path, FileAccessMode mode) => new Bytes(_files[path]);

    public bool FileExists(string path) => _files.ContainsKey(path);

    public bool DirectoryExists(string path) => throw new NotSupportedException();

    public void CreateDirectory(string path) => throw new NotSupportedException();

    public IReadOnlyList<FileEntry> List(string directory) => throw new NotSupportedException();

    public void DeleteFile(string path) => throw new NotSupportedException();

    public void DeleteDirectory(string path) => throw new NotSupportedException();

    public void Rename(string from, string to) => throw new NotSupportedException();

    public bool TryLink(string from, string to) => throw new NotSupportedException();

    public void SyncDirectory(string path) => throw new NotSupportedException();

    public IDisposable? TryLock(string path) => throw new NotSupportedException();

    private sealed class Bytes(byte[] content) : IFile
    {
        public long Length => content.Length;

        public int Read(Span<byte> buffer, long offset)
        {
            var rest = content.AsSpan((int)Math.Min(offset, content.Length));
            var read = Math.Min(rest.Length, buffer.Length);
            rest[..read].CopyTo(buffer);
            return read;
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset) => throw new NotSupportedException();

        public void SetLength(long length) => throw new NotSupportedException();

        public void Sync() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
