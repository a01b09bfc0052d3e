using System.Threading.Channels;

namespace Sensorium.Web.Live;

/// <summary>One who follows the feed, at a pace of their own.</summary>
internal sealed class LiveViewer(LiveFeed feed) : IDisposable
{
    // One pending wish to look is as good as many.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
        SingleReader = true,
    });

    public void Dispose() => feed.Leave(this);

    internal void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Completes when something is new since the last call.</summary>
    internal ValueTask<bool> News(CancellationToken cancellation) => _wake.Reader.ReadAsync(cancellation);
}
