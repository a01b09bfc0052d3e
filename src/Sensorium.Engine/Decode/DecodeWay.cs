using Sensorium.Engine.Decode.Templates;

namespace Sensorium.Engine.Decode;

/// <summary>
/// How JSON is decoded. Each way falls back to those before it, and all agree; the slower ones are there to be compared with.
/// </summary>
internal enum DecodeWay : byte
{
    /// <summary>Every record by <see cref="JsonRecordReader"/>.</summary>
    Reader,

    /// <summary>By <see cref="JsonScanner"/> first.</summary>
    Scanner,

    /// <summary>By <see cref="TemplateReader"/> first.</summary>
    Templates,
}
