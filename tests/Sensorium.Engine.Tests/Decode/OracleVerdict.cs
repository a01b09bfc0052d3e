using Sensorium.Engine.Decode;

namespace Sensorium.Engine.Tests.Decode;

/// <param name="Values">By column: null, or bool, int, long, double, string, GeoPoint; dates and timestamps as columns have them.</param>
internal sealed record OracleVerdict(RejectReason Reason, int Column = -1, object?[]? Values = null, int Conflicts = 0, int Repeated = 0);
