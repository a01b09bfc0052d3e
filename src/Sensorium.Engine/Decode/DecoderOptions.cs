using Sensorium.Core;

namespace Sensorium.Engine.Decode;

public sealed class DecoderOptions
{
    /// <summary>
    /// Text columns to code, by index into the stream's schema, each with the dictionary that its codes are of. Other text is flat.
    /// </summary>
    public IReadOnlyDictionary<int, TextDictionary> Dictionaries { get; init; } = new Dictionary<int, TextDictionary>();
}
