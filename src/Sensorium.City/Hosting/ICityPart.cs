namespace Sensorium.City.Hosting;

/// <summary>
/// A part of a running city. Parts start in the order in which they are added and stop in the reverse one, so whatever takes data
/// stands before whatever makes it.
/// </summary>
internal interface ICityPart
{
    /// <summary>One word, for <c>status</c> and the readiness endpoint.</summary>
    string Name { get; }

    /// <summary>How it is now. Asked from any thread.</summary>
    PartHealth Health { get; }

    Task Start(CancellationToken cancellation);

    /// <summary>Ends in order: takes nothing new, finishes what it has. Called also when <see cref="Start"/> failed half-way.</summary>
    /// <param name="deadline">Cancelled when there is no time left to be orderly.</param>
    Task Stop(CancellationToken deadline);
}
