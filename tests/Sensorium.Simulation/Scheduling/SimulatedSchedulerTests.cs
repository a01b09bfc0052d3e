using System.Threading.Channels;

namespace Sensorium.Simulation.Scheduling;

public sealed class SimulatedSchedulerTests
{
    [Fact]
    public void One_seed_gives_one_trace()
    {
        static (string Order, ulong Hash) Run(int seed)
        {
            var trace = new SimulationTrace();
            using var scheduler = new SimulatedScheduler(seed, trace);
            var order = new List<string>();
            scheduler.Run(() => Task.WhenAll(Enumerable.Range(0, 5).Select(number => scheduler.Start($"worker {number}", async _ =>
            {
                for (var i = 0; i < 4; i++)
                {
                    order.Add($"{number}.{i}");
                    await Task.Yield();
                    await Task.Delay(TimeSpan.FromMilliseconds(number), scheduler.Time, CancellationToken.None);
                }
            }, CancellationToken.None))));
            return (string.Join(' ', order), trace.Hash);
        }

        for (var seed = 0; seed < 20; seed++)
        {
            Run(seed).ShouldBe(Run(seed));
        }

        Enumerable.Range(0, 20).Select(seed => Run(seed).Order).Distinct().Count().ShouldBeGreaterThan(15);
    }

    [Fact]
    public void A_day_passes_when_nothing_is_ready()
    {
        using var scheduler = new SimulatedScheduler(1);
        var start = scheduler.Time.GetUtcNow();
        var ticks = 0;
        scheduler.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromHours(1), scheduler.Time);
            while (ticks < 24 && await timer.WaitForNextTickAsync())
            {
                ticks++;
            }
        });

        ticks.ShouldBe(24);
        (scheduler.Time.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromHours(24), TimeSpan.FromHours(24.01));
    }

    [Fact]
    public void Delays_end_in_the_order_of_their_time()
    {
        using var scheduler = new SimulatedScheduler(3);
        var order = new List<int>();
        scheduler.Run(() => Task.WhenAll(new[] { 30, 10, 20 }.Select(delay => scheduler.Start($"{delay}", async cancellation =>
        {
            await Task.Delay(TimeSpan.FromSeconds(delay), scheduler.Time, cancellation);
            order.Add(delay);
        }, CancellationToken.None))));

        order.ShouldBe([10, 20, 30]);
    }

    [Fact]
    public void A_lost_update_is_found_by_some_seed()
    {
        static int Run(int seed)
        {
            using var scheduler = new SimulatedScheduler(seed);
            var count = 0;
            scheduler.Run(() => Task.WhenAll(Enumerable.Range(0, 2).Select(number => scheduler.Start($"{number}", async _ =>
            {
                var read = count;
                await Task.Yield();
                count = read + 1;
            }, CancellationToken.None))));
            return count;
        }

        Enumerable.Range(0, 50).Select(Run).Distinct().Order().ShouldBe([1, 2]);
    }

    [Fact]
    public void Channels_timeouts_and_completions_stay_in_the_simulation()
    {
        using var scheduler = new SimulatedScheduler(5);
        var received = new List<int>();
        var timedOut = false;
        scheduler.Run(async () =>
        {
            var channel = Channel.CreateBounded<int>(2);
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var semaphore = new SemaphoreSlim(0);
            var writer = scheduler.Start("writer", async cancellation =>
            {
                await gate.Task;
                await semaphore.WaitAsync(CancellationToken.None);
                for (var i = 0; i < 10; i++)
                {
                    await channel.Writer.WriteAsync(i, cancellation);
                }

                channel.Writer.Complete();
            }, CancellationToken.None);
            gate.SetResult();
            semaphore.Release();
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out var value))
                {
                    received.Add(value);
                }
            }

            await writer;
            using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1), scheduler.Time);
            try
            {
                await Task.Delay(TimeSpan.FromMinutes(1), scheduler.Time, source.Token);
            }
            catch (OperationCanceledException)
            {
                timedOut = true;
            }
        });

        received.ShouldBe(Enumerable.Range(0, 10));
        timedOut.ShouldBeTrue();
    }

    [Fact]
    public void A_deadlock_names_who_waits()
    {
        using var scheduler = new SimulatedScheduler(1);
        var error = Should.Throw<DeadlockException>(() => scheduler.Run(
            () => scheduler.Start("writer of nothing", _ => new TaskCompletionSource().Task, CancellationToken.None)));
        error.Message.ShouldContain("main, writer of nothing");
    }

    [Fact]
    public void A_process_that_only_waits_for_ever_is_given_up()
    {
        using var scheduler = new SimulatedScheduler(1) { Patience = TimeSpan.FromMinutes(10) };
        var error = Should.Throw<DeadlockException>(() => scheduler.Run(async () =>
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), scheduler.Time, CancellationToken.None);
            }
        }));
        error.Message.ShouldContain("main");
    }

    [Fact]
    public void A_step_that_blocks_the_thread_is_named()
    {
        using var scheduler = new SimulatedScheduler(1) { StepTimeout = TimeSpan.FromMilliseconds(50) };
        using var never = new ManualResetEventSlim();
        var error = Should.Throw<DeadlockException>(() => scheduler.Run(() => scheduler.Start("sleeper", _ =>
        {
            never.Wait(CancellationToken.None);
            return Task.CompletedTask;
        }, CancellationToken.None)));
        error.Message.ShouldContain("'sleeper' blocks");
        never.Set();
    }

    [Fact]
    public void Leaving_the_simulations_thread_is_an_error_that_names_the_activity()
    {
        using var scheduler = new SimulatedScheduler(1);
        using var gate = new ManualResetEventSlim();
        var error = Should.Throw<InvalidOperationException>(() => scheduler.Run(async () =>
        {
            var runaway = scheduler.Start(
                "runaway", _ => Task.Run(() => gate.Wait(CancellationToken.None), CancellationToken.None), CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(1), scheduler.Time, CancellationToken.None);
            gate.Set();
            await runaway;
        }));
        error.Message.ShouldContain("'runaway'");
    }

    [Fact]
    public void The_error_of_the_main_activity_is_thrown()
    {
        using var scheduler = new SimulatedScheduler(1);
        Should.Throw<IOException>(() => scheduler.Run(
            () => scheduler.Start("reader", _ => throw new IOException("broken"), CancellationToken.None))).Message.ShouldBe("broken");
    }

    [Fact]
    public void A_return_stops_what_still_runs()
    {
        using var scheduler = new SimulatedScheduler(1);
        var ticks = 0;
        ProcessEnd Run() => scheduler.Run(async () =>
        {
            _ = scheduler.Start("ticker", async cancellation =>
            {
                while (true)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), scheduler.Time, cancellation);
                    ticks++;
                }
            }, CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(10.5), scheduler.Time, CancellationToken.None);
        });

        Run().ShouldBe(ProcessEnd.Returned);
        ticks.ShouldBe(10);
        Run().ShouldBe(ProcessEnd.Returned);
        ticks.ShouldBe(20);
    }

    [Fact]
    public void Nothing_of_a_killed_process_runs_again()
    {
        var after = new List<string>();
        using (var scheduler = new SimulatedScheduler(1))
        {
            scheduler.Run(async () =>
            {
                var other = scheduler.Start("other", async cancellation =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), scheduler.Time, cancellation);
                    after.Add("other went on");
                }, CancellationToken.None);
                try
                {
                    scheduler.Kill();
                    after.Add("kill returned");
                }
                finally
                {
                    after.Add("finally");
                }

                await other;
            }).ShouldBe(ProcessEnd.Killed);
            scheduler.Run(() => Task.Delay(TimeSpan.FromMinutes(1), scheduler.Time, CancellationToken.None)).ShouldBe(ProcessEnd.Returned);
            after.ShouldBeEmpty();
        }
    }
}
