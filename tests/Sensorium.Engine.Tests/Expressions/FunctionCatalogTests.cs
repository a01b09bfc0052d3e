using Sensorium.Core;
using Sensorium.Engine.Expressions;
using Sensorium.Sql.Functions;

namespace Sensorium.Engine.Tests.Expressions;

public sealed class FunctionCatalogTests
{
    public static TheoryData<string> Names => [.. BuiltInFunctions.Catalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_implementation_takes_the_physical_values_its_signature_names(string name)
    {
        foreach (var function in BuiltInFunctions.Catalog.Overloads(name))
        {
            var parameters = Array.ConvertAll(
                BuiltInFunctions.Implementation(function).GetParameters(), parameter => parameter.ParameterType);
            for (var i = 0; i < function.Parameters.Count; i++)
            {
                var type = Physical(function.Parameters[i]);
                parameters[i].ShouldBe(function.IsVariadic && i == function.Parameters.Count - 1 ? type.MakeArrayType() : type);
            }

            Type[] expected = [typeof(TextArena), typeof(bool).MakeByRefType(), typeof(RowFault).MakeByRefType()];
            var rest = parameters[(function.Parameters.Count + (function.IsVariadic ? 1 : 0))..];
            rest.ShouldBe(expected.Where(rest.Contains));
            BuiltInFunctions.Implementation(function).ReturnType.ShouldBe(Physical(function.Result));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_has_one_overload_for_each_list_of_types_and_a_name_in_small_letters(string name)
    {
        var overloads = BuiltInFunctions.Catalog.Overloads(name);

        overloads.Select(function => string.Join(", ", function.Parameters)).ShouldBeUnique();
        overloads.ShouldAllBe(function => function.Name == name);
        name.ShouldBe(name.ToLowerInvariant());
    }

    [Fact]
    public void Names_are_found_in_any_case_and_unknown_ones_have_no_overloads()
    {
        BuiltInFunctions.Catalog.Overloads("SQRT").ShouldHaveSingleItem().Result.ShouldBe(TypeKind.Double);
        BuiltInFunctions.Catalog.Overloads("no_such_function").ShouldBeEmpty();
    }

    private static Type Physical(TypeKind type) => type switch
    {
        TypeKind.Boolean => typeof(bool),
        TypeKind.Integer or TypeKind.Date => typeof(int),
        TypeKind.Double => typeof(double),
        TypeKind.Varchar or TypeKind.Binary => typeof(Utf8Text),
        TypeKind.Point => typeof(GeoPoint),
        _ => typeof(long),
    };
}
