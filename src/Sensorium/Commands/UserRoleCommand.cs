using System.CommandLine;
using Sensorium.Access;
using Sensorium.City.Access;
using Sensorium.CommandLine;

namespace Sensorium.Commands;

internal sealed class UserRoleCommand : AccessCommand
{
    private readonly Argument<string> _name = Word("NAME", "of the user");
    private readonly Option<string> _role = RoleOption("viewer, operator, engineer or admin");

    public UserRoleCommand()
        : base("role", "gives a user another role, which holds from the next request")
    {
        _role.Required = true;
        Arguments.Add(_name);
        Options.Add(_role);
        SetAction(async (line, cancellation) =>
        {
            var role = RoleText.Parse(line.GetValue(_role)!);
            await Ask(
                line, new() { ["do"] = AccessVerbs.SetRole, ["name"] = line.GetValue(_name), ["role"] = role.ToText() }, cancellation);
            return ExitCode.Done;
        });
    }

    public override IReadOnlyList<string> Examples => ["sensorium user role ann --role engineer"];
}
