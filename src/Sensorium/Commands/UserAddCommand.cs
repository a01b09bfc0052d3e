using System.CommandLine;
using Sensorium.Access;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class UserAddCommand : AccessCommand
{
    private readonly Argument<string> _name = Word("NAME", "small letters, digits and . _ - @");
    private readonly Option<string> _role = RoleOption("viewer, operator, engineer or admin (default viewer)");

    public UserAddCommand()
        : base("add", "adds a user; asks for the password, or takes the first line of standard input")
    {
        _role.DefaultValueFactory = _ => Role.Viewer.ToText();
        Arguments.Add(_name);
        Options.Add(_role);
        SetAction(async (line, cancellation) =>
        {
            var (name, role) = (line.GetValue(_name)!, RoleText.Parse(line.GetValue(_role)!));
            var password = PasswordPrompt.Read(Session(line), name);
            await Ask(
                line,
                new() { ["do"] = AccessVerbs.AddUser, ["name"] = name, ["role"] = role.ToText(), ["password"] = password },
                cancellation);
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<string> Examples => ["sensorium user add ann --role operator", "sensorium user add ann < password.txt"];
}
