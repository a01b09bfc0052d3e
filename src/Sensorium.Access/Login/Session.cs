namespace Sensorium.Access.Login;

/// <summary>A login that holds.</summary>
/// <param name="Hash">Of the secret that the browser has.</param>
public sealed record Session(string Hash, string User, DateTimeOffset Ends);
