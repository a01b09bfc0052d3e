using Microsoft.Win32.SafeHandles;

namespace Sensorium.Lake.DuckDb;

internal sealed class DuckDatabaseHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DuckDatabaseHandle(nint database)
        : base(ownsHandle: true) => SetHandle(database);

    protected override bool ReleaseHandle()
    {
        Native.Close(ref handle);
        return true;
    }
}
