using Sensorium.Core;
using Sensorium.Sql;
using Sensorium.Sql.Plan;

namespace Sensorium.Web.Pages;

/// <summary>What a city's pages are compiled from.</summary>
/// <param name="City">Its name, the title of a page that has none.</param>
/// <param name="Pages">The files of <c>pages/</c>, by name.</param>
/// <param name="Sql">The files of <c>pipelines/</c>, without errors.</param>
/// <param name="Tables">Every table of the lake by its full name, with its columns; null where they are not known before it is
/// there.</param>
public sealed record PageSources(
    string City,
    IReadOnlyList<SqlFile> Pages,
    IReadOnlyList<SqlFile> Sql,
    IReadOnlyDictionary<string, ReferenceTable> References,
    IReadOnlyDictionary<string, Schema?> Tables);
