using Sensorium.Core;
using Sensorium.Pipelines.Plan;

namespace Sensorium.Pipelines.Decode;

public sealed class DecoderOptions
{
    /// <summary>Text columns to code, by index into the stream's schema, each with the dictionary that its codes are of.</summary>
    public IReadOnlyDictionary<int, TextDictionary> Dictionaries { get; init; } = new Dictionary<int, TextDictionary>();

    /// <summary>Turns a column's CHECK into its loop. Called once for each CHECK, when the decoder is made.</summary>
    public Func<StreamDefinition, BoundExpression, CheckRows>? CompileCheck { get; init; }
}
