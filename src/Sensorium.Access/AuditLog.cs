using System.Buffers;
using System.Globalization;
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
    /// <summary>The newest lines are looked for in so much of the file's end.</summary>
    private const int TailBytes = 256 << 10;

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
                var end = file.Length;
                if (IsCut(file, end))
                {
                    // What a crash left of a line stays, as a line of its own.
                    file.Write("\n"u8, end++);
                }

                file.Write(bytes.WrittenSpan, end);
                file.Sync();
            }

            if (isNew)
            {
                files.SyncDirectory(Path.GetDirectoryName(path)!);
            }
        }
    }

    /// <summary>The newest lines, the newest first. Lines that a crash has cut are left out.</summary>
    public IReadOnlyList<AuditEntry> Latest(int count)
    {
        var entries = new List<AuditEntry>();
        var lines = Tail().Split('\n');
        for (var i = lines.Length - 1; i >= 0 && entries.Count < count; i--)
        {
            if (Parse(lines[i]) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static bool IsCut(IFile file, long end)
    {
        Span<byte> last = [0];
        return end > 0 && file.Read(last, end - 1) == 1 && last[0] != (byte)'\n';
    }

    private string Tail()
    {
        if (!files.FileExists(path))
        {
            return "";
        }

        lock (_gate)
        {
            using var file = files.Open(path, FileAccessMode.Read);
            var start = Math.Max(0, file.Length - TailBytes);
            var tail = new byte[file.Length - start];
            return System.Text.Encoding.UTF8.GetString(tail, 0, file.Read(tail, start));
        }
    }

    private static AuditEntry? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject entry
                ? new(
                    DateTimeOffset.Parse((string)entry["at"]!, CultureInfo.InvariantCulture),
                    (string)entry["who"]!,
                    (string)entry["did"]!,
                    (string)entry["to"]!,
                    entry["details"] as JsonObject)
                : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
