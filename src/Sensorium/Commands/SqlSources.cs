using Sensorium.Cities;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Commands;

/// <summary>SQL files named on the command line, compiled.</summary>
internal static class SqlSources
{
    /// <summary>SQL files with the reference tables in a <c>reference</c> folder beside the first of them, or beside its <c>pipelines</c>.</summary>
    /// <exception cref="ProblemsException">All that is wrong with the SQL.</exception>
    public static CityProgram Compile(IReadOnlyList<string> paths)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(paths[0]))!;
        var city = Path.GetFileName(folder) == "pipelines" ? Path.GetDirectoryName(folder)! : folder;
        return Compile(paths, Path.Combine(city, "reference"));
    }

    /// <summary>All that a city's pipelines say; nothing where it has none.</summary>
    /// <exception cref="ProblemsException">All that is wrong with the SQL.</exception>
    public static CityProgram Compile(City city) => Compile(city.SqlFiles, Path.Combine(city.Folder, "reference"));

    /// <param name="references">Folder of the reference tables; need not exist.</param>
    /// <exception cref="ProblemsException">All that is wrong with the SQL.</exception>
    public static CityProgram Compile(IReadOnlyList<string> paths, string references)
    {
        var files = paths.Select(path => File.Exists(path)
            ? new SqlFile(path, File.ReadAllText(path))
            : throw new SensoriumException("SN1022", $"there is no file {path}.", "check the path.")).ToList();
        var result = SqlCompiler.Compile(files, ReferenceTables.Load(new LocalFileSystem(), references));
        return result.Program ?? throw new ProblemsException(
            [.. result.Diagnostics.Select(item => new Problem(item.Code, item.Span.ToString(), item.Message, item.Advice))]);
    }
}
