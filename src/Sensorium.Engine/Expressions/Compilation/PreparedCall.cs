using System.Reflection;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>A call whose constant text arguments are understood when it is compiled, where its function knows how.</summary>
internal static class PreparedCall
{
    /// <summary>The method to call, its arguments with null in the place of the prepared ones, and what they became.</summary>
    public static (MethodInfo Method, IReadOnlyList<BoundExpression?> Arguments, object? State) Resolve(FunctionCall call)
    {
        var method = BuiltInFunctions.Implementation(call.Function);
        if (method.GetCustomAttribute<PreparedAttribute>() is not { } prepared)
        {
            return (method, call.Arguments, null);
        }

        var room = method.DeclaringType!;
        var prepare = room.GetMethod(prepared.Prepare)!;
        var count = prepare.GetParameters().Length;
        var constants = call.Arguments.Skip(prepared.Position).Take(count).Select(argument => (argument as Literal)?.Value as string)
            .ToArray();
        if (constants.Contains(null) || prepare.Invoke(null, constants) is not { } state)
        {
            return (method, call.Arguments, null);
        }

        List<BoundExpression?> arguments =
            [.. call.Arguments.Take(prepared.Position), null, .. call.Arguments.Skip(prepared.Position + count)];
        var faster = room.GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Single(candidate => candidate.Name == prepared.Method && Takes(candidate, arguments, state));
        return (faster, arguments, state);
    }

    private static bool Takes(MethodInfo method, List<BoundExpression?> arguments, object state)
    {
        var parameters = method.GetParameters();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (i >= parameters.Length
                || !parameters[i].ParameterType.IsAssignableFrom(
                    arguments[i] is { } argument ? PhysicalType.Of(argument.Type) : state.GetType()))
            {
                return false;
            }
        }

        return parameters.Skip(arguments.Count)
            .All(parameter => parameter.ParameterType.IsByRef || parameter.ParameterType == typeof(TextArena));
    }
}
