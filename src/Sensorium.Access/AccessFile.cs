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

    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

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
            var content = JsonNode.Parse(DurableFiles.Read(files, path), documentOptions: _strict) as JsonObject
                ?? throw new FormatException("no object");
            return content["format"] is JsonValue format && format.TryGetValue<int>(out var number) && number == Format
                ? read(content)
                : throw AccessErrors.Damaged(path, $"its format is {content["format"]?.ToJsonString() ?? "missing"}");
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException or InvalidOperationException
            or SensoriumException { Code: ErrorCodes.NoSuchRole })
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

    internal static JsonNode Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">It has no such member, or that is no object.</exception>
    internal static JsonObject Members(JsonObject from, string name) =>
        from[name] as JsonObject ?? throw new FormatException($"{name} is no object");

    /// <exception cref="FormatException">It is no object, or its member is no text.</exception>
    internal static string Text(JsonNode? from, string name) =>
        from is JsonObject members && members[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new FormatException($"{name} is no text");

    /// <exception cref="FormatException">It is no object, or its member is no time.</exception>
    internal static DateTimeOffset Time(JsonNode? from, string name) =>
        DateTimeOffset.Parse(Text(from, name), CultureInfo.InvariantCulture);
}
