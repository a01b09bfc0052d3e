using Sensorium.Core.Tables;
using Sensorium.Lake.Query;

namespace Sensorium.Web.Pages;

/// <summary>The lake as panels look at it.</summary>
/// <param name="Views">Looks at the tables.</param>
/// <param name="Tails">Rows of the running pipelines that no commit holds yet; asked from any thread.</param>
public sealed record CityLake(LakeViews Views, Func<IReadOnlyList<TableTail>> Tails);
