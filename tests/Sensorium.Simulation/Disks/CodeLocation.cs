using System.Globalization;

namespace Sensorium.Simulation.Disks;

/// <summary>Where a call of the disk stands, and how the product came there.</summary>
/// <param name="Member">"SegmentStore.CutBack".</param>
/// <param name="Operation">"SetLength".</param>
/// <param name="Caller">The nearest member outside Core where the line is in Core, else null: "DataFileWriter.WriteFile".</param>
/// <param name="Entry">The member of Core that the caller called: "LocalObjectStore.TakeOver".</param>
public sealed record CodeLocation(string Member, int Line, string Operation, string? Caller, string? Entry)
{
    /// <summary>Of calls whose place is not asked for.</summary>
    public static CodeLocation Unnamed { get; } = new("", 0, "", null, null);

    public string Name { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{(Caller is null ? "" : $"{Caller} > ")}{Member}:{Line} {Operation}");

    /// <summary>
    /// The call of these at which it stands. A stack tells the line of a statement that begins with nothing on the stack: where the
    /// compiler left a value there, that is an earlier one than the call's.
    /// </summary>
    internal PortCall? Among(ILookup<string, PortCall> calls) =>
        calls[$"{Member} {Operation}"].Where(call => call.Line >= Line).Min() ?? calls[$"{Member} {Operation}"].Max();
}
