namespace Sensorium.Engine.Decode.Templates;

/// <summary>
/// What <see cref="TemplateLoop"/> does about a field's value. Kernels are structs, so that a loop is compiled for each of them with the
/// value's reading inlined. What a kernel has written for a record that fails later is written again by another way.
/// </summary>
internal unsafe interface IFieldKernel
{
    /// <param name="value">Its first byte, behind a string's opening quote; 48 bytes are readable.</param>
    /// <param name="row">Where the value goes.</param>
    /// <param name="limit">Where the block's data ends; a value must end before it.</param>
    /// <returns>Behind the value, before a string's closing quote; null where the record must be validated another way.</returns>
    byte* Take(byte* value, int row, byte* limit);
}
