using System.CommandLine;
using Sensorium.City;
using Sensorium.City.Folders;
using Sensorium.City.Logs;
using Sensorium.City.Settings;
using Sensorium.CommandLine;
using Sensorium.Core;
using Sensorium.Core.Scheduling;

namespace Sensorium.Commands;

internal sealed class UpCommand : CityCommand
{
    private readonly Argument<string?> _city = CityArgument();

    private readonly Option<string[]> _rebuild = new("--rebuild")
    {
        Description = "drops a table and its checkpoint, and fills it again from the streams; may be given several times",
        HelpName = "TABLE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> _devices = SimulateCommand.DevicesOption();

    private readonly Option<bool> _setClockBack = new("--set-clock-back")
    {
        Description = "lets append times that stand ahead of this machine's clock begin anew at it (SN3016)",
    };

    private readonly Option<LogFormat?> _log = new("--log")
    {
        Description = "how the log on standard error is written: text or json (default: the setting log.format)",
        HelpName = "FORMAT",
        CustomParser = result =>
        {
            if (Enum.TryParse<LogFormat>(result.Tokens[0].Value, ignoreCase: true, out var format) && Enum.IsDefined(format))
            {
                return format;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no format of the log; it is text or json.");
            return null;
        },
    };

    public UpCommand()
        : base("up", "runs a city: devices and streams, in one process, until it is stopped")
    {
        Arguments.Add(_city);
        Options.Add(_rebuild);
        Options.Add(_devices);
        Options.Add(_setClockBack);
        Options.Add(_log);
        AddDataOption();
        AddSettingOptions();
        SetAction(async (line, cancellation) =>
        {
            var city = Open(line, line.GetValue(_city));
            var scheduler = new ThreadScheduler();
            var log = LogOf(city, line.GetValue(_log), Terminal(line), scheduler.Time);
            try
            {
                var host = CityAssembly.Build(
                    city,
                    Data(line),
                    scheduler,
                    log,
                    line.GetValue(_rebuild)!,
                    Session(line).Variables,
                    line.GetValue(_devices),
                    line.GetValue(_setClockBack));
                await host.Run(
                    () => log.Info("city", $"{city.Name} is up; its data is in {host.Data.Path}. Ctrl-C stops it."), cancellation);
            }
            catch (SensoriumException error) when ((line.GetValue(_log) ?? city.Settings.Log.Format) == LogFormat.Json)
            {
                // A program that reads lines of JSON finds the end among them too.
                log.Report(LogLevel.Error, "city", error);
                return ExitCode.Failed;
            }
            finally
            {
                log.Close();
            }

            return ExitCode.Done;
        });
    }

    public override CommandGroup? Group => CommandGroup.Run;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium up",
        "sensorium up --devices 10000",
        "sensorium up my-city --rebuild temperature_by_minute",
        "sensorium up my-city --data /var/lib/my-city --env prod --log json",
    ];

    private static Log LogOf(CityFolder city, LogFormat? format, Terminal terminal, TimeProvider time)
    {
        var settings = city.Settings.Log;
        var text = new LogText(format ?? settings.Format, city.Settings.Timezone);
        return new(line => terminal.Say(text.Of(line)), time, settings.Level, SecretMask.Of(city.Loaded.Entries));
    }
}
