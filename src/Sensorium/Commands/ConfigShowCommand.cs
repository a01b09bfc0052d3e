using System.CommandLine;
using System.Text.Json;
using Sensorium.City.Settings;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class ConfigShowCommand : CityCommand
{
    private readonly Argument<string?> _city = CityArgument();
    private readonly Option<OutputFormat> _format = FormatOption(OutputFormat.Text, OutputFormat.Json);

    public ConfigShowCommand()
        : base("show", "prints each setting, its value and its source; secrets are masked")
    {
        Arguments.Add(_city);
        Options.Add(_format);
        AddSettingOptions();
        SetAction(line => Show(Open(line, line.GetValue(_city)).Loaded, line.GetValue(_format), Terminal(line)));
    }

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium config show",
        "sensorium config show my-city --env prod --format json",
        "SENSORIUM__WEB__PORT=8600 sensorium config show",
    ];

    private static void Show(LoadedSettings<CitySettings> loaded, OutputFormat format, Terminal terminal)
    {
        var output = terminal.Output;
        if (format == OutputFormat.Json)
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
            {
                WriteJson(writer, loaded);
            }

            output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
            return;
        }

        terminal.Say($"environment: {loaded.Environment}");
        var names = loaded.Entries.Max(entry => entry.Name.Length);
        var values = Math.Min(loaded.Entries.Max(entry => entry.Shown.Length), 40);
        foreach (var entry in loaded.Entries)
        {
            output.WriteLine($"{entry.Name.PadRight(names)}  {entry.Shown.PadRight(values)}  {entry.Source}");
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, LoadedSettings<CitySettings> loaded)
    {
        writer.WriteStartObject();
        writer.WriteString("environment", loaded.Environment);
        writer.WriteStartObject("settings");
        foreach (var entry in loaded.Entries)
        {
            writer.WriteStartObject(entry.Name);
            if (entry.Value is null)
            {
                writer.WriteNull("value");
            }
            else if (entry.Value is int number && !entry.IsReference)
            {
                writer.WriteNumber("value", number);
            }
            else
            {
                writer.WriteString("value", entry.Shown);
            }

            writer.WriteString("source", entry.Source.Place);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
