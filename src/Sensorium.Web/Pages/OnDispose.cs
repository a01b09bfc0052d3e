namespace Sensorium.Web.Pages;

/// <summary>Ends the following of a page once.</summary>
internal sealed class OnDispose(Action end) : IDisposable
{
    private Action? _end = end;

    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
