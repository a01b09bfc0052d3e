using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Sensorium.Core.Files;
using Sensorium.Core.Objects;

namespace Sensorium.Simulation.Disks;

/// <summary>Reads from the code of an assembly which calls of the disk it has, so that one that no run comes to is seen.</summary>
internal static class PortCalls
{
    private const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic;

    /// <summary>A line that the compiler made itself.</summary>
    private const int Hidden = 0xFEEFEE;

    /// <summary>Calls that cannot fail, and change nothing.</summary>
    private static readonly HashSet<string> _questions =
        ["FileExists", "DirectoryExists", "get_Length", "LocalPath"];

    private static readonly Dictionary<short, OpCode> _codes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => code.Value);

    /// <summary>All of these assemblies.</summary>
    public static IReadOnlyCollection<PortCall> Of(IEnumerable<Assembly> assemblies) => [.. assemblies.SelectMany(Of)];

    /// <summary>All of an assembly, sorted.</summary>
    private static IEnumerable<PortCall> Of(Assembly assembly)
    {
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb")));
        var lines = symbols.GetMetadataReader();
        var calls = new SortedSet<PortCall>();
        foreach (var method in assembly.GetTypes().SelectMany(type => type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own))))
        {
            foreach (var (offset, called) in Calls(method))
            {
                calls.UnionWith(Ports(method, offset, called, lines));
            }
        }

        return calls;
    }

    private static IEnumerable<PortCall> Ports(MethodBase method, int offset, MethodBase called, MetadataReader lines)
    {
        if (_questions.Contains(called.Name))
        {
            return [];
        }

        if (called.DeclaringType == typeof(IFileSystem) || called.DeclaringType == typeof(IFile))
        {
            var operations = called.Name == nameof(IFileSystem.Open) ? Opens(method, offset) : [called.Name];
            return operations.Select(operation => new PortCall($"{CallSites.Member(method)} {operation}", LineOf(method, offset, lines)));
        }

        if (method.DeclaringType!.Assembly == typeof(IFileSystem).Assembly)
        {
            return [];
        }

        if (called.DeclaringType == typeof(IObjectStore))
        {
            // A listing is made as it is walked through.
            var member = called.Name == nameof(IObjectStore.List) ? "Walk" : called.Name;
            return [new($"{CallSites.Member(method)} > {nameof(LocalObjectStore)}.{member}", 0)];
        }

        return called.DeclaringType == typeof(DurableFiles)
            ? [new($"{CallSites.Member(method)} > {nameof(DurableFiles)}.{called.Name}", 0)]
            : [];
    }

    /// <summary>The mode is the constant before the call; where it is chosen, both ways are at that line.</summary>
    private static string[] Opens(MethodBase method, int offset)
    {
        var before = Instructions(method).TakeWhile(instruction => instruction.Offset < offset).Select(instruction => instruction.Code)
            .ToList();
        return before[^2].FlowControl == FlowControl.Branch ? ["Open", "Create"]
            : before[^1] == OpCodes.Ldc_I4_0 || before[^1] == OpCodes.Ldc_I4_1 ? ["Open"]
            : before[^1] == OpCodes.Ldc_I4_2 || before[^1] == OpCodes.Ldc_I4_3 ? ["Create"]
            : ["Open", "Create"];
    }

    private static IEnumerable<(int Offset, MethodBase Called)> Calls(MethodBase method)
    {
        foreach (var (offset, code, token) in Instructions(method))
        {
            if (code.OperandType == OperandType.InlineMethod)
            {
                var types = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
                var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
                yield return (offset, method.Module.ResolveMethod(token, types, arguments)!);
            }
        }
    }

    private static IEnumerable<(int Offset, OpCode Code, int Operand)> Instructions(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var at = 0; at < code.Length;)
        {
            var start = at;
            var value = code[at] == 0xFE ? unchecked((short)((code[at++] << 8) | code[at++])) : code[at++];
            var instruction = _codes[value];
            var size = instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
            yield return (start, instruction, size == 4 ? BitConverter.ToInt32(code, at) : 0);
            at += size;
        }
    }

    /// <summary>Of the statement that the call is in, as a stack trace tells it.</summary>
    private static int LineOf(MethodBase method, int offset, MetadataReader lines)
    {
        var handle = (MethodDefinitionHandle)MetadataTokens.EntityHandle(method.MetadataToken);
        return lines.GetMethodDebugInformation(handle.ToDebugInformationHandle()).GetSequencePoints()
            .Where(point => point.Offset <= offset && point.StartLine != Hidden)
            .Select(point => point.StartLine).LastOrDefault();
    }
}
