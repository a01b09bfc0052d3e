using Sensorium.City.Folders;
using Sensorium.Sql;
using Sensorium.Sql.TestFiles;

namespace Sensorium.CityTests;

/// <summary>The files <c>tests/*.sql</c> of a city.</summary>
internal static class TestFiles
{
    /// <summary>Where they stand.</summary>
    public static string Folder(CityFolder city) => Path.Combine(city.Folder, "tests");

    /// <returns>The tests by file, then in their order, with all that is wrong with how they are written.</returns>
    public static (IReadOnlyList<TestCase> Tests, IReadOnlyList<Diagnostic> Diagnostics) Read(CityFolder city)
    {
        var folder = Folder(city);
        var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal).ToList() : [];
        var read = files.ConvertAll(file => TestFile.Read(new(Shown(file), File.ReadAllText(file))));
        return ([.. read.SelectMany(file => file.Cases)], [.. read.SelectMany(file => file.Diagnostics)]);
    }

    /// <summary>Shorter where the file lies below the folder one is in.</summary>
    private static string Shown(string file)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative;
    }
}
