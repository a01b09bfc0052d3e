using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core.Files;

namespace Sensorium.Access;

/// <summary>
/// Who changed what, an object a line: <c>{"at", "who", "did", "to", "details"}</c>. A change is made only after its line is on the disk.
/// Safe for several threads.
/// </summary>
/// <param name="path">Of the file, which is made where it is not there.</param>
public sealed class AuditLog(IFileSystem files, string path, TimeProvider time)
{
    private static readonly JsonSerializerOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();

    /// <summary>Returns when the line is durable.</summary>
    /// <param name="did">A verb, such as <c>acknowledge</c>.</param>
    /// <param name="to">What it was done to.</param>
    /// <exception cref="IOException">The disk refuses it, so the change must not be made.</exception>
    public void Append(Caller who, string did, string to, JsonObject? details = null)
    {
        var line = new JsonObject
        {
            ["at"] = time.GetUtcNow().ToString("O"),
            ["who"] = who.Name,
            ["did"] = did,
            ["to"] = to,
            ["details"] = details?.DeepClone(),
        };
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write(JsonSerializer.SerializeToUtf8Bytes(line, _readable));
        bytes.Write("\n"u8);
        lock (_gate)
        {
            var isNew = !files.FileExists(path);
            using (var file = files.Open(path, isNew ? FileAccessMode.CreateNew : FileAccessMode.ReadWrite))
            {
                file.Write(bytes.WrittenSpan, file.Length);
                file.Sync();
            }

            if (isNew)
            {
                files.SyncDirectory(Path.GetDirectoryName(path)!);
            }
        }
    }
}
