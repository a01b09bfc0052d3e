namespace Sensorium.Core;

/// <summary>
/// Codes of errors that the program itself acts on, beside telling them: they decide on an exit code, a status or another attempt. Every
/// code, these and the others, has a page in <c>docs/errors/</c>.
/// </summary>
public static class ErrorCodes
{
    public const string WrongUsage = "SN1001";
    public const string NoCity = "SN1002";
    public const string UnknownRequest = "SN1015";
    public const string NoSuchStream = "SN1024";
    public const string StreamFull = "SN3007";
    public const string StatementChanged = "SN4002";
    public const string CheckpointOfAnotherTable = "SN4005";
    public const string StateBeyondBudget = "SN4007";
    public const string DamagedTable = "SN5001";
    public const string QueryFailed = "SN5010";
    public const string TooManyLogins = "SN6025";
    public const string UserExists = "SN8001";
    public const string NoSuchUser = "SN8002";
    public const string LastAdministrator = "SN8005";
    public const string TokenExists = "SN8008";
    public const string NoSuchToken = "SN8009";
    public const string TooManyEntries = "SN8011";
    public const string LinkUsedUp = "SN8012";
    public const string NoSuchRole = "SN8013";
}
