using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Expressions;
using Sensorium.Engine.References;
using Sensorium.Sql;
using Sensorium.Sql.Plan;

namespace Sensorium.City.Folders;

/// <summary>SQL files named on the command line, compiled.</summary>
internal static class SqlSources
{
    /// <summary>Whether a command was given SQL files rather than a city's folder or nothing.</summary>
    public static bool AreFiles(IReadOnlyList<string> given) =>
        given.Count > 1 || (given.Count == 1 && given[0].EndsWith(".sql", StringComparison.OrdinalIgnoreCase));

    /// <exception cref="SensoriumException">SN1022: there is no such file.</exception>
    public static SqlFile Read(string path) => File.Exists(path)
        ? new(path, File.ReadAllText(path))
        : throw new SensoriumException("SN1022", $"there is no file {path}.", "check the path.");

    public static ProblemsException Problems(IReadOnlyList<Diagnostic> diagnostics) =>
        new([.. diagnostics.Select(item => new Problem(item.Code, item.Span.ToString(), item.Message, item.Advice))]);

    /// <summary>
    /// SQL files with the reference tables in a <c>reference</c> folder beside the first of them, or beside its <c>pipelines</c>.
    /// </summary>
    /// <exception cref="ProblemsException">All that is wrong with the SQL.</exception>
    public static CityProgram Compile(IReadOnlyList<string> paths)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(paths[0]))!;
        var city = Path.GetFileName(folder) == "pipelines" ? Path.GetDirectoryName(folder)! : folder;
        return Compile(paths, Path.Combine(city, "reference"));
    }

    /// <summary>All that a city's pipelines say; nothing where it has none.</summary>
    /// <exception cref="ProblemsException">All that is wrong with the SQL.</exception>
    public static CityProgram Compile(CityFolder city) => Compile(city.SqlFiles, Path.Combine(city.Folder, "reference"));

    /// <param name="references">Folder of the reference tables; need not exist.</param>
    /// <exception cref="ProblemsException">All that is wrong with the SQL.</exception>
    public static CityProgram Compile(IReadOnlyList<string> paths, string references)
    {
        var result = new SqlCompiler(BuiltInFunctions.Catalog).Compile(
            [.. paths.Select(Read)], ReferenceTables.Load(new LocalFileSystem(), references));
        return result.Program ?? throw Problems(result.Diagnostics);
    }
}
