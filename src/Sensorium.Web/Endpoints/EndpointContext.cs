using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Sensorium.Web.Endpoints;

/// <summary>What a server gives to the groups of its endpoints.</summary>
/// <param name="Token">What pages send with every change.</param>
/// <param name="Access">Null for a server that is open to this machine alone.</param>
/// <param name="Ending">Cancelled when the server ends, which long answers must hear.</param>
internal sealed record EndpointContext(
    WebApplication App, PageToken Token, SessionAuthentication Authentication, WebAccess? Access, CancellationToken Ending)
{
    internal IEndpointRouteBuilder Routes => App;

    internal IServiceProvider Services => App.Services;
}
