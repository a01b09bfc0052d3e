using System.CommandLine;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class UserPasswordCommand : AccessCommand
{
    private readonly Argument<string> _name = Word("NAME", "of the user");

    public UserPasswordCommand()
        : base(
            "password", "gives a user a new password and ends all their sessions; asks for it, or takes the first line of standard input")
    {
        Arguments.Add(_name);
        SetAction(async (line, cancellation) =>
        {
            var name = line.GetValue(_name)!;
            var password = PasswordPrompt.Read(Session(line), name);
            await Ask(line, new() { ["do"] = AccessVerbs.SetPassword, ["name"] = name, ["password"] = password }, cancellation);
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<string> Examples => ["sensorium user password ann"];
}
