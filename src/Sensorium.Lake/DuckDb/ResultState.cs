using System.Runtime.InteropServices;

namespace Sensorium.Lake.DuckDb;

/// <summary><c>duckdb_result</c>: 48 bytes, of which only the last eight still mean something.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResultState
{
    public ulong Columns;
    public ulong Rows;
    public ulong RowsChanged;
    public nint ColumnData;
    public nint Error;
    public nint Internal;
}
