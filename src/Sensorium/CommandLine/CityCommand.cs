using System.CommandLine;
using Sensorium.City.Folders;
using Sensorium.City.Settings;

namespace Sensorium.CommandLine;

/// <summary>A command of the program: what the help says of it, and the options that all commands on a city share.</summary>
internal abstract class CityCommand(string name, string description) : Command(name, description)
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "the folder that holds everything (default: SENSORIUM_DATA, else .sensorium)",
        HelpName = "DIR",
    };

    private readonly Option<string?> _environment = new("--env")
    {
        Description = "the environment, whose city.<env>.json is laid over city.json (default: SENSORIUM_ENV, else dev)",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "a setting's value for this run, e.g. web.port=8600; may be given several times",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Where the root's help lists the command; null for a command of a command.</summary>
    public virtual CommandGroup? Group => null;

    public virtual IReadOnlyList<string> Examples => [];

    /// <summary>Adds <c>--data</c>.</summary>
    protected void AddDataOption() => Options.Add(_data);

    /// <summary>Adds <c>--env</c> and <c>--set</c>.</summary>
    protected void AddSettingOptions()
    {
        Options.Add(_environment);
        Options.Add(_set);
    }

    protected static Session Session(ParseResult line) => (Session)line.InvocationConfiguration;

    protected static Terminal Terminal(ParseResult line) => Session(line).Terminal;

    protected DataFolder Data(ParseResult line) => DataFolder.Named(line.GetValue(_data) ?? Session(line).Variable("SENSORIUM_DATA"));

    /// <summary>Opens the city with the settings that flags, environment and files give it. All that is wrong is told at once.</summary>
    protected CityFolder Open(ParseResult line, string? folder) =>
        CityFolder.Open(folder, new SettingInputs(line.GetValue(_environment), line.GetValue(_set)!, Session(line).Variables));

    protected static Argument<string?> CityArgument() => new("CITY")
    {
        Description = "the city's folder (default: this folder if it is a city, else the city that comes along)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    protected static Option<OutputFormat> FormatOption(params OutputFormat[] formats)
    {
        var names = formats.Select(format => format.ToString().ToLowerInvariant()).ToArray();
        var option = new Option<OutputFormat>("--format")
        {
            Description = $"{string.Join(", ", names)} (default {names[0]})",
            HelpName = "FORMAT",
            CustomParser = result =>
            {
                var given = result.Tokens[0].Value;
                var index = Array.IndexOf(names, given.ToLowerInvariant());
                if (index < 0)
                {
                    result.AddError($"'{given}' is not a format of this command; it has {string.Join(", ", names)}.");
                    return default;
                }

                return formats[index];
            },
            DefaultValueFactory = _ => formats[0],
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(names);
        return option;
    }
}
