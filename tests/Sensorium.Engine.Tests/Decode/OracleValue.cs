using System.Text.Json;

namespace Sensorium.Engine.Tests.Decode;

/// <param name="Text">A string's characters or a numeral as written; null of a string that holds half of a surrogate pair.</param>
internal readonly record struct OracleValue(OracleKind Kind, string? Text = null, JsonElement Element = default)
{
    public bool IsLoneSurrogate => Kind == OracleKind.Text && Text is null;
}
