using System.Text.Json.Nodes;
using Sensorium.Access;
using Sensorium.Access.Tokens;
using Sensorium.Core;

namespace Sensorium.City.Access;

/// <summary>
/// What the commands about users and tokens ask for, whether a running city answers or the command itself, over its files.
/// </summary>
/// <param name="streams">Of the city, by their names in the log; null where nobody knows them.</param>
internal sealed class AccessVerbs(CityAccess access, IReadOnlyCollection<string>? streams)
{
    public const string AddUser = "user add";
    public const string RemoveUser = "user remove";
    public const string SetPassword = "user password";
    public const string SetRole = "user role";
    public const string ListUsers = "user list";
    public const string AddToken = "token add";
    public const string RemoveToken = "token remove";
    public const string ListTokens = "token list";

    public static IReadOnlyList<string> All { get; } =
    [
        AddUser, RemoveUser, SetPassword, SetRole, ListUsers, AddToken, RemoveToken, ListTokens
    ];

    /// <exception cref="SensoriumException">The change is refused.</exception>
    public JsonNode? Answer(JsonObject request)
    {
        // Only the folder's owner reaches the socket and the files.
        var who = Caller.Local;
        switch (Text(request, "do"))
        {
            case AddUser:
                access.Users.Add(who, Text(request, "name"), RoleText.Parse(Text(request, "role")), Text(request, "password"));
                return null;
            case RemoveUser:
                access.Users.Remove(who, Text(request, "name"));
                return null;
            case SetPassword:
                access.Users.SetPassword(who, Text(request, "name"), Text(request, "password"));
                return null;
            case SetRole:
                access.Users.SetRole(who, Text(request, "name"), RoleText.Parse(Text(request, "role")));
                return null;
            case ListUsers:
                return new JsonArray([.. access.Users.All.Select(user =>
                    new JsonObject
                    {
                        ["name"] = user.Name,
                        ["role"] = user.Role.ToText(),
                        ["since"] = $"{user.Since:yyyy-MM-dd'T'HH:mm:ss'Z'}",
                    })]);
            case AddToken:
                CheckStream(Text(request, "stream"));
                var (token, secret) = access.Tokens.Add(who, Text(request, "stream"), (string?)request["name"]);
                return new JsonObject { ["stream"] = token.Stream, ["name"] = token.Name, ["token"] = secret };
            case RemoveToken:
                access.Tokens.Remove(who, Text(request, "stream"), Text(request, "name"));
                return null;
            case ListTokens:
                return new JsonArray([.. access.Tokens.All
                    .Where(one => request["stream"] is null || one.Stream == Text(request, "stream"))
                    .Select(
                        one => new JsonObject
                        {
                            ["stream"] = one.Stream,
                            ["name"] = one.Name,
                            ["since"] = $"{one.Since:yyyy-MM-dd'T'HH:mm:ss'Z'}",
                        })]);
            case var other:
                throw new ArgumentOutOfRangeException(nameof(request), other, "no verb of these");
        }
    }

    private static string Text(JsonObject request, string name) =>
        request[name] is JsonValue value && value.TryGetValue<string>(out var text)
        ? text
        : throw new SensoriumException(
            ErrorCodes.UnknownRequest, $"the request has no text '{name}'.", "use the same release for the command and the city.");

    private void CheckStream(string stream)
    {
        if (streams is not null && stream != IngestToken.OfProbes && !streams.Contains(stream))
        {
            var nearest = Spelling.Nearest(stream, streams);
            throw new SensoriumException(
                ErrorCodes.NoSuchStream,
                $"the city has no stream '{stream}'.",
                nearest is null
                    ? $"its streams are {string.Join(", ", streams.Order(StringComparer.Ordinal))}."
                    : $"did you mean '{nearest}'?");
        }
    }
}
