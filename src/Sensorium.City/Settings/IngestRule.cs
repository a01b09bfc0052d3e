namespace Sensorium.City.Settings;

/// <summary>Who may send records to a stream from this machine; from others a token or a login is always needed.</summary>
internal enum IngestRule
{
    Open,
    Token,
}
