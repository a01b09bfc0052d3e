using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sensorium.Lake.Delta;

/// <summary>A finished data file, listed by the checkpoint before the table knows of it.</summary>
/// <param name="Path">Relative to the table's folder, not encoded.</param>
/// <param name="Partition">Partition column → value as Delta writes it; null for a null.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Statistics">Delta's stats JSON.</param>
/// <param name="Checksum">Of its bytes, as its writer writes it; null where it keeps none.</param>
internal sealed record StagedFile(
    string Path, IReadOnlyDictionary<string, string?> Partition, long Size, long Rows, string Statistics, string? Checksum = null)
{
    // A vacuum looks for names in checkpoints as they are, so letters are not escaped.
    private static readonly JsonSerializerOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The files as a checkpoint keeps them until they are committed.</summary>
    public static byte[] Write(IReadOnlyList<StagedFile> files) => JsonSerializer.SerializeToUtf8Bytes(files, _plain);

    /// <param name="staged">What <see cref="Write"/> gave.</param>
    public static IReadOnlyList<StagedFile> Read(byte[] staged) => JsonSerializer.Deserialize<List<StagedFile>>(staged)!;
}
