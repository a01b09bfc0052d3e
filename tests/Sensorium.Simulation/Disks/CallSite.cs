namespace Sensorium.Simulation.Disks;

/// <summary>A line of the product that uses the disk.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Changes">Whether the call changes the disk, so that a process can die in the middle of it.</param>
/// <param name="Calls">How often it was reached.</param>
/// <param name="Kills">How often the process died there.</param>
/// <param name="Failures">How often the call failed there.</param>
public readonly record struct CallSite(CodeLocation Place, bool Changes, long Calls, long Kills, long Failures)
{
    public string Name => Place.Name;

    /// <summary>What nothing has tried there yet.</summary>
    public IEnumerable<Strike> Untried
    {
        get
        {
            if (Changes && Kills == 0)
            {
                yield return new(Name, CallOutcome.Kill);
            }

            if (Failures == 0)
            {
                yield return new(Name, CallOutcome.Fail);
            }
        }
    }
}
