using System.Text.Json.Nodes;

namespace Sensorium.City.Hosting;

/// <summary>Answers one kind of request on the control socket.</summary>
internal delegate Task<JsonNode?> ControlVerb(JsonObject request, CancellationToken cancellation);
