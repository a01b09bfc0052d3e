using System.CommandLine;
using Sensorium.City.Settings;
using Sensorium.CommandLine;
using Sensorium.Web.Pages;

namespace Sensorium.Commands;

internal sealed class ConfigSchemaCommand : CityCommand
{
    private readonly Option<bool> _page = new("--page") { Description = "that of the files in pages/ instead" };

    public ConfigSchemaCommand()
        : base("schema", "the JSON schema of city.json, for editors")
    {
        Options.Add(_page);
        SetAction(line => Terminal(line).Output.Write(line.GetValue(_page) ? PageSchema.Write() : SettingsSchema.Write()));
    }

    public override IReadOnlyList<string> Examples =>
        ["sensorium config schema > docs/city.schema.json", "sensorium config schema --page > docs/page.schema.json"];
}
