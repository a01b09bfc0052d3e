using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sensorium.Core.Files;
using Sensorium.Streams.Retention;

namespace Sensorium.Streams;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StreamFile))]
[JsonSerializable(typeof(ConsumersFile))]
internal sealed partial class StreamFilesJson : JsonSerializerContext
{
    internal static T Read<T>(IFileSystem files, string path, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(DurableFiles.Read(files, path), type) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException error)
        {
            throw StreamErrors.SettingsDamaged(path, error);
        }
    }
}
