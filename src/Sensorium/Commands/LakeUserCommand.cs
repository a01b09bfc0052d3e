using System.CommandLine;
using Sensorium.City.Folders;
using Sensorium.CommandLine;
using Sensorium.Core;

namespace Sensorium.Commands;

/// <summary>A command on a lake: its folder comes from the data folder, or from a city's settings where there is a city.</summary>
internal abstract class LakeUserCommand : CityCommand
{
    private readonly Option<string?> _city = new("--city")
    {
        Description =
            "the city whose settings hold (default: this folder if it is a city, else the city that comes along, else the defaults)",
        HelpName = "DIR",
    };

    protected LakeUserCommand(string name, string description)
        : base(name, description)
    {
        Options.Add(_city);
        AddDataOption();
        AddSettingOptions();
    }

    /// <summary>The city meant; null where none is named and there is none, so that the defaults hold.</summary>
    protected CityFolder? CityOf(ParseResult line)
    {
        try
        {
            return Open(line, line.GetValue(_city));
        }
        catch (SensoriumException error) when (error.Code == ErrorCodes.NoCity && !Names(line))
        {
            return null;
        }
    }

    private bool Names(ParseResult line) => new Option[] { _city }.Concat(Options.Where(option => option.Name is "--set" or "--env"))
        .Any(option => line.GetResult(option) is { Implicit: false });
}
