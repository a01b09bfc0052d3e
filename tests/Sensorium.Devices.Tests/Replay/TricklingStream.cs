namespace Sensorium.Devices.Tests.Replay;

/// <summary>Gives one byte, then two, … up to 1,000 at a time, as a pipe may.</summary>
internal sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
{
    private int _reads;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1 + (_reads++ % 1000)));
}
