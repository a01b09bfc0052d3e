using System.CommandLine;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class UserRemoveCommand : AccessCommand
{
    private readonly Argument<string> _name = Word("NAME", "of the user");

    public UserRemoveCommand()
        : base("remove", "removes a user and ends all their sessions")
    {
        Arguments.Add(_name);
        SetAction(async (line, cancellation) =>
        {
            await Ask(line, new() { ["do"] = AccessVerbs.RemoveUser, ["name"] = line.GetValue(_name) }, cancellation);
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<string> Examples => ["sensorium user remove ann"];
}
