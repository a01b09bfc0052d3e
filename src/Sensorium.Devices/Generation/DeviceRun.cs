namespace Sensorium.Devices.Generation;

/// <summary>Devices that lie side by side and differ by their number alone: a group, or one named device.</summary>
/// <param name="Name">The prefix of a group's ids, or a named device's whole id.</param>
/// <param name="First">Index of its first device.</param>
/// <param name="FailureStream">−1 where failures are not reported.</param>
/// <param name="Interval">In microseconds.</param>
internal sealed record DeviceRun(
    DeviceType Type, byte[] Name, bool IsGroup, int First, int Count, int Stream, int FailureStream, long Interval)
{
    private const int Digits = 6;
    private const int PowerOfDigits = 1_000_000;

    public void WriteId(MessageWriter id, int device)
    {
        id.Raw(Name);
        if (!IsGroup)
        {
            return;
        }

        var number = device - First + 1;
        if (number < PowerOfDigits)
        {
            id.Padded(number, Digits);
        }
        else
        {
            id.Whole(number);
        }
    }
}
