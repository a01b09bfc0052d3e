using Microsoft.Extensions.Hosting;

namespace Sensorium.Web;

/// <summary>The city decides when it ends: the web's own host listens for no signal.</summary>
internal sealed class HostedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
