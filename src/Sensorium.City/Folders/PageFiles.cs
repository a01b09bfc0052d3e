using Sensorium.Core;
using Sensorium.Core.Files;
using Sensorium.Engine.Execution;
using Sensorium.Engine.References;
using Sensorium.Lake.Jobs;
using Sensorium.Lake.Query;
using Sensorium.Sql;
using Sensorium.Sql.Plan;
using Sensorium.Web.Pages;

namespace Sensorium.City.Folders;

/// <summary>The pages of a city's folder, compiled against its SQL.</summary>
internal static class PageFiles
{
    /// <param name="program">Of the city's SQL.</param>
    /// <exception cref="ProblemsException">All that is wrong with the pages.</exception>
    public static CityPages Compile(CityFolder city, CityProgram program)
    {
        var tables = PipelineTables.Of(program).ToDictionary(pair => pair.Key, pair => (Schema?)pair.Value, StringComparer.Ordinal);
        foreach (var job in city.JobFiles)
        {
            // What a job makes has the columns that its run finds.
            foreach (var target in JobTargets.Of(Path.GetFileName(job), File.ReadAllText(job)))
            {
                tables.TryAdd(LakeCatalog.FullName(target), null);
            }
        }

        var (pages, diagnostics) = CityPages.Compile(new(
            city.Name,
            [.. city.PageFiles.Select(file => new SqlFile($"pages/{Path.GetFileName(file)}", File.ReadAllText(file)))],
            [.. city.SqlFiles.Select(SqlSources.Read)],
            ReferenceTables.Load(new LocalFileSystem(), Path.Combine(city.Folder, "reference")),
            tables));
        return pages ?? throw SqlSources.Problems(diagnostics);
    }
}
