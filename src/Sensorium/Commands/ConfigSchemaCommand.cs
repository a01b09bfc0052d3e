using Sensorium.CommandLine;
using Sensorium.Settings;

namespace Sensorium.Commands;

internal sealed class ConfigSchemaCommand : CityCommand
{
    public ConfigSchemaCommand()
        : base("schema", "the JSON schema of city.json, for editors") =>
        SetAction(line => Terminal(line).Output.Write(SettingsSchema.Write()));

    public override IReadOnlyList<string> Examples => ["sensorium config schema > docs/city.schema.json"];
}
