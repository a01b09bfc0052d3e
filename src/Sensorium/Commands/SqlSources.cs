using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Pipelines.Plan;
using Sensorium.Pipelines.Sql;

namespace Sensorium.Commands;

/// <summary>SQL files named on the command line, compiled.</summary>
internal static class SqlSources
{
    /// <exception cref="ProblemsException">All that is wrong with the SQL.</exception>
    public static CityProgram Compile(IReadOnlyList<string> paths)
    {
        var files = paths.Select(path => File.Exists(path)
            ? new SqlFile(path, File.ReadAllText(path))
            : throw new SensoriumException("SN1022", $"there is no file {path}.", "check the path.")).ToList();
        var result = SqlCompiler.Compile(files);
        return result.Program ?? throw new ProblemsException(
            [.. result.Diagnostics.Select(item => new Problem(item.Code, item.Span.ToString(), item.Message, item.Advice))]);
    }
}
