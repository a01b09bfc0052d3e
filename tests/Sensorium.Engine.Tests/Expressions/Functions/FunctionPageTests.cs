using Sensorium.Engine.Expressions;
using System.Text;
using Sensorium.Core;
using Sensorium.Sql.Functions;

namespace Sensorium.Engine.Tests.Expressions.Functions;

/// <summary>docs/sql-functions.md is written from the catalog: run this test with SENSORIUM_UPDATE_DOCS=1.</summary>
public sealed class FunctionPageTests
{
    private static readonly (string Room, string Title, string Words)[] Chapters =
    [
        ("Arithmetic", "Arithmetic",
            "Integers fail where the result does not fit, and where they are divided by zero. Doubles never fail."),
        ("Comparisons", "Comparison", "Of two values of one type. `BETWEEN`, `IN`, `IS [NOT] DISTINCT FROM` are made of these."),
        ("MathFunctions", "Numbers", "Outside their domain, functions of doubles give NaN or an infinity."),
        ("Rounding", "Rounding", "`round` and `truncate` of a double work on its shortest decimal text: `round(1.005, 2)` is 1.01."),
        ("TextFunctions", "Text", "Characters are code points, counted from 1. No text made by a function is longer than 16 MiB."),
        ("TextSearch", "Searching text", "Places are in code points from 1; 0 is not found."),
        ("RegexFunctions", "Regular expressions", "Those of .NET without look-around and back references; they take linear time."),
        ("Encodings", "Hashes and encodings", "Of the text in UTF-8."),
        ("TimeFunctions", "Dates and times", "All in UTC. A unit is a text such as `'HOUR'`."),
        ("TimeTexts", "Dates and times as text",
            "Formats have the letters `y M d D E H h m s S a X`; other text stands in single quotes. Names are English."),
        ("GeoFunctions", "Places", "On a sphere of the earth's mean radius: up to 0.5 % off."),
    ];

    [Fact]
    public void The_page_of_functions_is_what_the_catalog_says()
    {
        var file = Repository.Path("docs", "sql-functions.md");
        if (Environment.GetEnvironmentVariable("SENSORIUM_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, Page());
        }

        File.ReadAllText(file).ShouldBe(Page());
    }

    [Fact]
    public void Every_function_has_a_description_or_is_another_name_of_one_that_has()
    {
        foreach (var name in BuiltInFunctions.Catalog.Names)
        {
            Describe(name).ShouldNotBeEmpty(name);
        }
    }

    private static string Page()
    {
        var page = new StringBuilder("""
            # Functions and operators

            Every function is deterministic: the same arguments give the same result, whenever and wherever. There is none that gives the
            present time or a random number. A null argument makes the result null unless it says otherwise; where a function "fails", the
            row goes to the table's `__rejected`. NULL, NaN, overflow and casts are told in
            [sql-values.md](sql-values.md). `CASE`, `COALESCE`, `NULLIF` and the like are no functions but conditions.


            """);
        foreach (var (room, title, words) in Chapters)
        {
            page.Append($"## {title}\n{words}\n\n| function | gives |\n| --- | --- |\n");
            foreach (var name in BuiltInFunctions.Catalog.Names.Where(name => ClassOf(name) == room))
            {
                var forms = BuiltInFunctions.Catalog.Overloads(name).Select(Form).Distinct();
                page.Append($"| {string.Join("<br>", forms.Select(form => $"`{Escape(form)}`"))} | {Escape(Describe(name))} |\n");
            }

            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string ClassOf(string name) =>
        BuiltInFunctions.Implementation(BuiltInFunctions.Catalog.Overloads(name)[0]).DeclaringType!.Name;

    private static string Describe(string name)
    {
        var own = BuiltInFunctions.Catalog.Overloads(name).Select(function => function.Description).Where(text => text.Length > 0)
            .Distinct().ToList();
        if (own.Count > 0)
        {
            return string.Join(' ', own);
        }

        var methods = BuiltInFunctions.Catalog.Overloads(name).Select(function => BuiltInFunctions.Implementation(function)).ToList();
        var other = BuiltInFunctions.Catalog.Names.FirstOrDefault(candidate => Described(candidate)
            && !methods.Except(BuiltInFunctions.Catalog.Overloads(candidate).Select(function => BuiltInFunctions.Implementation(function)))
                .Any());
        return other is null ? "" : $"The same as `{other}`.";
    }

    private static bool Described(string name) => BuiltInFunctions.Catalog.Overloads(name).Any(function => function.Description.Length > 0);

    private static string Form(ScalarFunction function)
    {
        var types = function.Parameters.Select(Word).ToList();
        if (!char.IsLetter(function.Name[0]))
        {
            return types.Count == 1
                ? $"{function.Name} {types[0]} → {Word(function.Result)}"
                : $"{types[0]} {function.Name} {types[1]} → {Word(function.Result)}";
        }

        return $"{function.Name}({string.Join(", ", types)}{(function.IsVariadic ? ", …" : "")}) → {Word(function.Result)}";
    }

    private static string Word(TypeKind type) => type == TypeKind.Integer ? "INT" : type.ToString().ToUpperInvariant();
}
