using Sensorium.Core;

namespace Sensorium.Web.Endpoints;

/// <summary>A request that is answered with a problem.</summary>
/// <param name="status">Of HTTP.</param>
/// <param name="retryAfter">When trying again may help; null where it does not.</param>
internal sealed class RefusalException(int status, SensoriumException error, TimeSpan? retryAfter = null) : Exception(error.Message, error)
{
    internal int Status => status;

    internal SensoriumException Error => error;

    internal TimeSpan? RetryAfter => retryAfter;
}
