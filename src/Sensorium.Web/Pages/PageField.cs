namespace Sensorium.Web.Pages;

/// <summary>What a member of a page file may be; the reader and the JSON schema are made from it.</summary>
/// <param name="Words">Of a choice, those that may stand; of numbers, what each is.</param>
/// <param name="Fields">Of an object, and of each object of a map.</param>
/// <param name="Lowest">Of each number.</param>
/// <param name="Highest">Of each number.</param>
internal sealed record PageField(
    string Name,
    PageFieldKind Kind,
    string Description,
    bool IsRequired = false,
    IReadOnlyList<string>? Words = null,
    IReadOnlyList<PageField>? Fields = null,
    double Lowest = double.MinValue,
    double Highest = double.MaxValue);
