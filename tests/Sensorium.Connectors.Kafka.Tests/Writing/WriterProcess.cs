using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sensorium.Connectors.Kafka.Writing;
using Sensorium.Core.Scheduling;

namespace Sensorium.Connectors.Kafka.Tests.Writing;

/// <summary>
/// A process that writes epochs, from the first that the topic does not hold: 1, 2, 3 and so on, each with some rows <c>EPOCH/ROW</c>. Told
/// to, it stands still at a step, to be killed there.
/// </summary>
internal sealed class WriterProcess : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private WriterProcess(Process process) => _process = process;

    /// <summary>What a child does.</summary>
    /// <param name="arguments">Address, id, last epoch, rows of an epoch; and epoch and step where it stands still.</param>
    public static async Task<int> Main(string[] arguments)
    {
        var endpoint = KafkaEndpoint.Parse(arguments[0], _ => "");
        var (last, rows) = (long.Parse(arguments[2], CultureInfo.InvariantCulture), int.Parse(arguments[3], CultureInfo.InvariantCulture));
        var (stopEpoch, stopStep) = arguments.Length > 4
            ? (long.Parse(arguments[4], CultureInfo.InvariantCulture), Enum.Parse<EpochStep>(arguments[5]))
            : (long.MaxValue, default);
        var epoch = 0L;
        using var writer = await KafkaEpochWriter.Open(
            endpoint,
            new(arguments[1]),
            new ThreadScheduler(),
            (_, line) => Console.Error.WriteLine(line),
            Reached,
            CancellationToken.None);
        Console.WriteLine($"open {writer.LastEpoch ?? 0}");
        for (epoch = (writer.LastEpoch ?? 0) + 1; epoch <= last; epoch++)
        {
            await writer.Write(epoch, Epoch(epoch, rows), CancellationToken.None);
            Console.WriteLine($"epoch {epoch}");
        }

        return 0;

        void Reached(EpochStep step)
        {
            if (epoch == stopEpoch && step == stopStep)
            {
                Console.WriteLine("here");
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }

    public static OutgoingBatch Epoch(long epoch, int rows)
    {
        var batch = new OutgoingBatch();
        for (var i = 0; i < rows; i++)
        {
            var key = Encoding.UTF8.GetBytes($"key {i % 7}");
            batch.Add(new() { HasKey = true, Key = key, Value = Encoding.UTF8.GetBytes($"{epoch}/{i}") });
        }

        return batch;
    }

    public static WriterProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "exec", typeof(WriterProcess).Assembly.Location }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        var child = new WriterProcess(new() { StartInfo = start });
        child._process.ErrorDataReceived += (_, line) => child._errors.AppendLine(line.Data);
        child._process.Start();
        child._process.BeginErrorReadLine();
        return child;
    }

    public Task UntilOpen() => Until(line => line.StartsWith("open", StringComparison.Ordinal));

    /// <summary>Reads on until it says that.</summary>
    public Task Until(string said) => Until(line => line == said);

    public async Task UntilEnd()
    {
        await _process.StandardOutput.ReadToEndAsync().WaitAsync(_patience);
        await _process.WaitForExitAsync().WaitAsync(_patience);
        _process.ExitCode.ShouldBe(0, _errors.ToString());
    }

    private async Task Until(Func<string, bool> isIt)
    {
        string? said;
        do
        {
            said = await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience);
            said.ShouldNotBeNull(_errors.ToString());
        }
        while (!isIt(said));
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
