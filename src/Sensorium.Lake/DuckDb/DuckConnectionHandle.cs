using Microsoft.Win32.SafeHandles;

namespace Sensorium.Lake.DuckDb;

internal sealed class DuckConnectionHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DuckConnectionHandle(nint connection)
        : base(ownsHandle: true) => SetHandle(connection);

    protected override bool ReleaseHandle()
    {
        Native.Disconnect(ref handle);
        return true;
    }
}
