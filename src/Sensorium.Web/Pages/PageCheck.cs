using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sensorium.Core;
using Sensorium.Sql;

namespace Sensorium.Web.Pages;

/// <summary>Compares a page file with <see cref="PageFields"/>; what fits may be read without looking again.</summary>
internal sealed partial class PageCheck(List<Diagnostic> diagnostics)
{
    private bool _fits = true;

    /// <returns>Whether nothing is wrong.</returns>
    internal bool Fits(PageNode page)
    {
        CheckObject(page, "a page", PageFields.Page);
        return _fits;
    }

    internal void Report(string code, SourceSpan place, string message, string fix)
    {
        _fits = false;
        diagnostics.Add(new(code, place, message, fix));
    }

    /// <summary>The fix of a word that is unknown: the nearest that is known, else <paramref name="otherwise"/>.</summary>
    internal static string Advice(string word, IEnumerable<string> known, string otherwise) =>
        Spelling.Nearest(word, known) is { } nearest ? $"did you mean {nearest}?" : otherwise;

    private static string Described(PageNode node) => node.Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => node.Text.Length <= 40 ? $"\"{node.Text}\"" : $"\"{node.Text[..40]}…\"",
        JsonValueKind.Null => "null",
        _ => node.Text,
    };

    private void CheckObject(PageNode node, string what, IReadOnlyList<PageField> fields)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            Report(
                "SN6042",
                node.Span,
                $"{what} is an object, not {Described(node)}",
                $"write {{ }} with {string.Join(", ", fields.Select(field => field.Name))}");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in node.Members)
        {
            if (!seen.Add(member.Name))
            {
                Report("SN6041", member.Span, $"{what} has {member.Name} twice", "leave one of the two");
            }
            else if (fields.FirstOrDefault(field => field.Name == member.Name) is { } field)
            {
                Check(member.Value, field);
            }
            else
            {
                Report("SN6041", member.Span, $"{what} has no {member.Name}",
                    Advice(
                        member.Name,
                        fields.Select(known => known.Name),
                        $"it has {string.Join(", ", fields.Select(known => known.Name))}"));
            }
        }

        foreach (var missing in fields.Where(field => field.IsRequired && !seen.Contains(field.Name)))
        {
            Report("SN6042", node.Span, $"{what} lacks {missing.Name}", $"add it: {missing.Description}");
        }
    }

    private void Check(PageNode node, PageField field)
    {
        switch (field.Kind)
        {
            case PageFieldKind.Object:
                CheckObject(node, field.Name, field.Fields!);
                break;
            case PageFieldKind.Map:
                CheckMap(node, field);
                break;
            case PageFieldKind.Text when node.Kind != JsonValueKind.String || string.IsNullOrWhiteSpace(node.Text):
                Report("SN6042", node.Span, $"{field.Name} is a text, not {Described(node)}", "write it in double quotes");
                break;
            case PageFieldKind.Choice when node.Kind != JsonValueKind.String || !field.Words!.Contains(node.Text):
                Report("SN6042", node.Span, $"{field.Name} cannot be {Described(node)}",
                    Advice(node.Text, field.Words!, $"it is one of {string.Join(", ", field.Words!)}"));
                break;
            case PageFieldKind.Number:
                CheckNumber(node, field, field.Name);
                break;
            case PageFieldKind.Numbers:
                CheckNumbers(node, field);
                break;
        }
    }

    private void CheckMap(PageNode node, PageField field)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            Report(
                "SN6042",
                node.Span,
                $"{field.Name} is an object by name, not {Described(node)}",
                $"write \"{field.Name}\": {{ \"a_name\": {{ … }} }}");
            return;
        }

        if (node.Members.Count > PageFields.MostParts)
        {
            Report(
                "SN6042",
                node.Span,
                $"a page has at most {PageFields.MostParts} {field.Name}, not {node.Members.Count}",
                "make a second page");
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in node.Members)
        {
            if (!Name().IsMatch(part.Name))
            {
                Report(
                    "SN6042",
                    part.Span,
                    $"\"{part.Name}\" cannot be a name in {field.Name}",
                    "use at most 64 letters, digits, '_' and '-'; the title is for people");
            }
            else if (!seen.Add(part.Name))
            {
                Report("SN6041", part.Span, $"{field.Name} has {part.Name} twice", "rename one of the two");
            }

            CheckObject(part.Value, $"{field.Name}.{part.Name}", field.Fields!);
        }
    }

    private void CheckNumbers(PageNode node, PageField field)
    {
        var names = string.Join(", ", field.Words!);
        if (node.Kind != JsonValueKind.Array || node.Items.Count != field.Words!.Count)
        {
            Report(
                "SN6042", node.Span, $"{field.Name} is a list of {field.Words!.Count} numbers, not {Described(node)}", $"write [{names}]");
            return;
        }

        for (var i = 0; i < node.Items.Count; i++)
        {
            CheckNumber(node.Items[i], field, field.Words[i]);
        }
    }

    private void CheckNumber(PageNode node, PageField field, string name)
    {
        if (node.Kind != JsonValueKind.Number)
        {
            Report("SN6042", node.Span, $"{name} is a number, not {Described(node)}", "write it without quotes");
        }
        else if (double.Parse(node.Text, CultureInfo.InvariantCulture) is var number && (number < field.Lowest || number > field.Highest))
        {
            Report("SN6042", node.Span, $"{name} cannot be {node.Text}", $"it is from {field.Lowest} to {field.Highest}");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    internal static partial Regex Name();
}
