using System.CommandLine;
using Sensorium.CommandLine;
using Sensorium.Core.Scheduling;
using Sensorium.Hosting;

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

    public UpCommand()
        : base("up", "runs a city: devices and streams, in one process, until it is stopped")
    {
        Arguments.Add(_city);
        Options.Add(_rebuild);
        Options.Add(_devices);
        AddDataOption();
        AddSettingOptions();
        SetAction(async (line, cancellation) =>
        {
            var city = Open(line, line.GetValue(_city));
            var terminal = Terminal(line);
            var host = CityAssembly.Build(city, Data(line), new ThreadScheduler(), terminal.Say, line.GetValue(_rebuild)!, line.GetValue(_devices));
            await host.Run(() => terminal.Say($"{city.Name} is up; its data is in {host.Data.Path}. Ctrl-C stops it."), cancellation);
            return ExitCode.Done;
        });
    }

    public override CommandGroup? Group => CommandGroup.Run;

    public override IReadOnlyList<string> Examples =>
    [
        "sensorium up",
        "sensorium up --devices 10000",
        "sensorium up my-city --rebuild temperature_by_minute",
        "sensorium up my-city --data /var/lib/my-city --env prod",
    ];
}
