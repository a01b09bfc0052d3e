using Sensorium.Core;

namespace Sensorium.Scaffold;

/// <summary>A column of a stream as it is written into the city's SQL.</summary>
/// <param name="Spellings">Members or headers that are it, those of the file first.</param>
/// <param name="Epoch">Unit of a time that is a number.</param>
/// <param name="Check">A condition that its values keep; only for devices whose ranges are known.</param>
/// <param name="Note">What was guessed, or does not fit; null where nothing is to be said.</param>
internal sealed record InferredColumn(
    string Name,
    TypeKind Type,
    IReadOnlyList<string> Spellings,
    string? Unit = null,
    string? Epoch = null,
    bool IsNotNull = false,
    string? Check = null,
    string? Note = null)
{
    public bool IsNumber => Type is TypeKind.Double or TypeKind.Integer or TypeKind.BigInt;
}
