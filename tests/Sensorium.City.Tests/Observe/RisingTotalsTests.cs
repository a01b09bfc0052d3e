using Sensorium.City.Observe;

namespace Sensorium.City.Tests.Observe;

public sealed class RisingTotalsTests
{
    [Fact]
    public void A_ledger_that_goes_back_to_its_checkpoint_and_on_again_counts_once()
    {
        var totals = new RisingTotals();
        long Of(long ledger) => totals.Of("processed.t", "t", "stored", ledger, atStart: 1000);

        new long[] { 1000, 1500, 1400, 1450, 1501, 1600 }.Select(Of).ShouldBe([0, 500, 500, 500, 501, 600]);
        totals.Of("processed.t", "t", "late", 7, atStart: 0).ShouldBe(7);
    }
}
