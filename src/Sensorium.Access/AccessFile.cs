using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sensorium.Core;
using Sensorium.Core.Files;

namespace Sensorium.Access;

/// <summary>
/// A small file of JSON in the data folder that its owner alone may read, replaced whole: <c>{"format": 1, …}</c>. Who cannot read it is
/// told so at the start; it is never taken for an empty one, which would let nobody in, or everybody out of the list.
/// </summary>
internal sealed class AccessFile(IFileSystem files, string path)
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>What <paramref name="read"/> makes of the file; the default where there is no file yet.</returns>
    /// <exception cref="SensoriumException">It is damaged or of another format (SN8006).</exception>
    public T? Read<T>(Func<JsonObject, T> read)
    {
        if (!files.FileExists(path))
        {
            return default;
        }

        try
        {
            var content = (JsonObject)JsonNode.Parse(DurableFiles.Read(files, path))!;
            return (int)content["format"]! == Format ? read(content) : throw AccessErrors.Damaged(path, $"its format is {content["format"]}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or NullReferenceException
            or InvalidCastException or ArgumentException or SensoriumException { Code: "SN8013" })
        {
            throw AccessErrors.Damaged(path, "it is not what Sensorium wrote");
        }
    }

    /// <summary>Returns when the content is durable.</summary>
    public void Write(JsonObject content)
    {
        content.Insert(0, "format", Format);
        DurableFiles.CreateDirectory(files, Path.GetDirectoryName(path)!);
        DurableFiles.ReplacePrivate(files, path, JsonSerializer.SerializeToUtf8Bytes(content, _indented));
    }

    public void Delete()
    {
        files.DeleteFile(path);
        files.SyncDirectory(Path.GetDirectoryName(path)!);
    }

    internal static JsonNode Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static DateTimeOffset Time(JsonNode? text) => DateTimeOffset.Parse((string)text!, CultureInfo.InvariantCulture);
}
