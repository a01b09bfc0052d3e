namespace Sensorium.Lake.Delta;

/// <param name="Updated">Milliseconds since 1970; null where its writer did not say.</param>
internal readonly record struct DeltaTransaction(long Version, long? Updated);
