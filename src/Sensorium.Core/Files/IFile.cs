namespace Sensorium.Core.Files;

/// <summary>An open file. Reads and writes name their offset and move no cursor; they may come from several threads.</summary>
public interface IFile : IDisposable
{
    long Length { get; }

    /// <returns>Bytes read; fewer than asked only at the end of the file.</returns>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of it. Durable only after <see cref="Sync"/>; a crash before may keep any part.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    void SetLength(long length);

    /// <summary>Returns when all that was written is on the disk (fdatasync).</summary>
    void Sync();
}
