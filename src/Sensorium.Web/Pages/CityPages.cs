using Sensorium.Engine.Expressions;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sensorium.Core;
using Sensorium.Sql;
using Sensorium.Sql.Binding;
using Sensorium.Sql.Plan;

namespace Sensorium.Web.Pages;

/// <summary>A city's pages: those of its folder, or one that is made from its catalog where it has none.</summary>
public sealed class CityPages
{
    private CityPages(IReadOnlyList<PageDefinition> all) => All = all;

    /// <summary>For a city of which nothing is known: one page, without map and panels.</summary>
    public static CityPages None { get; } = new([new("city", "", null, [], [], IsMade: true)]);

    /// <summary>By name, at least one.</summary>
    internal IReadOnlyList<PageDefinition> All { get; }

    /// <summary>The page at <c>/</c>.</summary>
    internal PageDefinition Default => Find("city") ?? All[0];

    internal PageDefinition? Find(string name) => All.FirstOrDefault(page => page.Name == name);

    /// <exception cref="Endpoints.RefusalException">404: there is no such page.</exception>
    internal PageDefinition Require(string name) => Find(name) ?? throw PageErrors.UnknownPage(name, All);

    /// <summary>
    /// Reads, checks and binds the pages. Never throws for what they say: everything wrong comes as a diagnostic, several at once.
    /// </summary>
    /// <returns>Null where there are diagnostics.</returns>
    public static (CityPages? Pages, IReadOnlyList<Diagnostic> Diagnostics) Compile(PageSources sources)
    {
        var diagnostics = new List<Diagnostic>();
        var files = sources.Pages.Count > 0 ? sources.Pages : [DefaultPage.Make(sources)];
        var read = files.Select(file => Read(file, diagnostics)).OfType<(string, PageNode)>().ToList();
        var queries = read.SelectMany(page => PartsOf(page.Item2, "layers").Select(layer => layer.Value["sql"]!)).ToList();
        var bound = Bind(queries, sources, diagnostics);
        var thresholds = ThresholdNames(sources.References);
        var pages = new List<PageDefinition>();
        foreach (var (name, page) in read)
        {
            foreach (var part in PartsOf(page, "layers").Concat(PartsOf(page, "panels")))
            {
                CheckThreshold(part, thresholds, diagnostics);
            }

            CheckLayers(page, diagnostics);
            pages.Add(new(
                name,
                page["title"]?.Text ?? sources.City,
                page["map"] is { } map ? new(Place(map["center"]!), Number(map["zoom"]!)) : null,
                [.. PartsOf(page, "layers").Where(layer => bound[layer.Value["sql"]!] is not null)
                    .Select(layer => Layer(layer, bound[layer.Value["sql"]!]!))],
                [.. PartsOf(page, "panels").Select(Panel)],
                IsMade: sources.Pages.Count == 0));
        }

        if (read.Count == files.Count)
        {
            PanelCheck.Run(
                [.. read.SelectMany(page => PartsOf(page.Item2, "panels").Select(panel => panel.Value["sql"]!))],
                sources.Tables,
                diagnostics);
        }

        return diagnostics.Count == 0
            ? new(new([.. pages]), [])
            : new(
                null,
                [.. diagnostics.OrderBy(item => item.Span.File, StringComparer.Ordinal).ThenBy(item => item.Span.Line)
                    .ThenBy(item => item.Span.Column)]);
    }

    private static (string Name, PageNode Page)? Read(SqlFile file, List<Diagnostic> diagnostics)
    {
        var name = Path.GetFileNameWithoutExtension(file.Path);
        var start = new SourceSpan(file.Path, 1, 1, 0, 1);
        if (!PageCheck.Name().IsMatch(name))
        {
            diagnostics.Add(
                new(
                    "SN6042",
                    start,
                    $"\"{name}\" cannot be the name of a page",
                    "use at most 64 letters, digits, '_' and '-'; the title is for people"));
            return null;
        }

        try
        {
            var page = PageNode.Read(file.Path, Encoding.UTF8.GetBytes(file.Text));
            return new PageCheck(diagnostics).Fits(page) ? (name, page) : null;
        }
        catch (JsonException error)
        {
            var place = start with { Line = (int)(error.LineNumber ?? 0) + 1, Column = (int)(error.BytePositionInLine ?? 0) + 1 };
            diagnostics.Add(
                new(
                    "SN6040",
                    place,
                    $"this is not JSON: {error.Message.Split(" LineNumber:")[0].TrimEnd('.')}",
                    "fix the file there; an editor that knows JSON shows it too"));
            return null;
        }
    }

    private static IReadOnlyList<PageMember> PartsOf(PageNode page, string group) => page[group]?.Members ?? [];

    private static Dictionary<PageNode, FeedQuery?> Bind(List<PageNode> queries, PageSources sources, List<Diagnostic> diagnostics)
    {
        // Each gets a path of its own, by which what is wrong with it finds back to its place in the page.
        var files = queries.Select(
            (query, i) => new SqlFile(string.Create(CultureInfo.InvariantCulture, $"{query.Span.File}#{i}"), query.Text)).ToList();
        var (bound, problems) = new SqlCompiler(BuiltInFunctions.Catalog).CompileQueries(sources.Sql, sources.References, files);
        foreach (var problem in problems)
        {
            var query = queries[files.FindIndex(file => file.Path == problem.Span.File)];
            diagnostics.Add(problem with { Span = query.PlaceOf(problem.Span.Offset) });
        }

        var result = new Dictionary<PageNode, FeedQuery?>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < queries.Count; i++)
        {
            result[queries[i]] = bound[i];
            if (bound[i] is { } query && LayerColumns.Of(query.Schema).Missing is { } missing)
            {
                diagnostics.Add(
                    new(
                        "SN2041",
                        queries[i].Span,
                        $"the layer's query lacks {missing}",
                        "add it to SELECT, or JOIN a reference table that has it"));
            }
        }

        return result;
    }

    private static HashSet<string> ThresholdNames(IReadOnlyDictionary<string, ReferenceTable> references)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (references.GetValueOrDefault(Thresholds.Table)?.Rows is { Columns: [TextColumn keys, ..] } rows)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                names.Add(keys[row].ToString());
            }
        }

        return names;
    }

    private static void CheckThreshold(PageMember part, HashSet<string> known, List<Diagnostic> diagnostics)
    {
        if (part.Value["threshold"] is { } threshold && !known.Contains(threshold.Text))
        {
            diagnostics.Add(new("SN6042", threshold.Span, $"reference/{Thresholds.Table}.csv has no {threshold.Text}",
                PageCheck.Advice(
                    threshold.Text,
                    known,
                    known.Count == 0 ? "write that table: a name, low and high" : $"it has {string.Join(", ", known)}")));
        }
    }

    private static void CheckLayers(PageNode page, List<Diagnostic> diagnostics)
    {
        var layers = PartsOf(page, "layers").Select(layer => layer.Name).ToList();
        if (layers.Count > 0 && page["map"] is null)
        {
            diagnostics.Add(
                new(
                    "SN6042",
                    page["layers"]!.Span,
                    "the page has layers and no map",
                    "add \"map\": { \"center\": [latitude, longitude], \"zoom\": 12 }"));
        }

        foreach (var layer in PartsOf(page, "panels").Select(panel => panel.Value["layer"]).OfType<PageNode>()
            .Where(layer => !layers.Contains(layer.Text)))
        {
            diagnostics.Add(new("SN6042", layer.Span, $"the page has no layer {layer.Text}",
                PageCheck.Advice(layer.Text, layers, layers.Count == 0 ? "it has none" : $"it has {string.Join(", ", layers)}")));
        }

        foreach (var at in PartsOf(page, "panels").Select(panel => panel.Value["at"]).OfType<PageNode>())
        {
            if (PlaceOf(at) is var place && place.Column + place.Width - 1 > PageFields.Columns)
            {
                diagnostics.Add(
                    new(
                        "SN6042", at.Span, $"a panel that is {place.Width} wide from column {place.Column} ends beyond the grid's "
                            + $"{PageFields.Columns} columns", "make it narrower, or begin it further left"));
            }
        }
    }

    private static LayerDefinition Layer(PageMember layer, FeedQuery query) => new(
        layer.Name,
        layer.Value["title"]?.Text ?? layer.Name,
        Enum.Parse<LayerKind>(layer.Value["kind"]!.Text, ignoreCase: true),
        layer.Value["unit"]?.Text,
        layer.Value["threshold"]?.Text,
        query,
        LayerColumns.Of(query.Schema));

    private static PanelDefinition Panel(PageMember panel) => new(
        panel.Name,
        panel.Value["title"]?.Text ?? panel.Name,
        Enum.Parse<PanelKind>(panel.Value["kind"]!.Text, ignoreCase: true),
        panel.Value["sql"]!.Text,
        panel.Value["unit"]?.Text,
        panel.Value["threshold"]?.Text,
        panel.Value["layer"]?.Text,
        panel.Value["at"] is { } at ? PlaceOf(at) : null);

    private static PanelSlot PlaceOf(PageNode at) =>
        new((int)Number(at.Items[0]), (int)Number(at.Items[1]), (int)Number(at.Items[2]), (int)Number(at.Items[3]));

    private static GeoPoint Place(PageNode center) => new(Number(center.Items[0]), Number(center.Items[1]));

    private static double Number(PageNode node) => double.Parse(node.Text, CultureInfo.InvariantCulture);
}
