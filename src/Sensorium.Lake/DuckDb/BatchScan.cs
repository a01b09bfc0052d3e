using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sensorium.Core;

namespace Sensorium.Lake.DuckDb;

/// <summary>
/// The table function behind <see cref="BatchRelation"/>. DuckDB calls it back on its own threads; nothing may be thrown through
/// its frames.
/// </summary>
internal static unsafe class BatchScan
{
    public const string Name = "sensorium_batches";

    public static void Register(DuckConnectionHandle connection)
    {
        var function = Native.CreateTableFunction();
        var number = Native.CreateType(DuckType.BigInt);
        Native.SetName(function, Name);
        Native.AddParameter(function, number);
        Native.SetBind(function, &Bind);
        Native.SetInit(function, &Init);
        Native.SetFunction(function, &Fill);
        Native.SupportProjection(function, true);
        var state = Native.RegisterTableFunction(connection, function);
        Native.DestroyType(ref number);
        Native.DestroyTableFunction(ref function);
        if (state != 0)
        {
            throw new DuckDbException($"DuckDB refuses the table function {Name}.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            var parameter = Native.BindParameter(info, 0);
            var relation = BatchRelation.Find(Native.Int64Of(parameter));
            Native.DestroyValue(ref parameter);
            if (relation is null)
            {
                Native.SetBindError(info, "These batches are gone.");
                return;
            }

            foreach (var field in relation.Schema.Fields)
            {
                var type = TypeOf(field.Type);
                Native.AddResultColumn(info, field.Name, type);
                Native.DestroyType(ref type);
            }

            Native.SetCardinality(info, (ulong)relation.Rows, true);
            Native.SetBindData(info, GCHandle.ToIntPtr(GCHandle.Alloc(relation)), &FreeHandle);
        }
        catch (Exception error)
        {
            Native.SetBindError(info, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info)
    {
        try
        {
            var relation = (BatchRelation)GCHandle.FromIntPtr(Native.InitBindData(info)).Target!;
            var columns = new int[Native.InitColumnCount(info)];
            for (var i = 0; i < columns.Length; i++)
            {
                // A query that reads no column asks for the row's number, which nobody looks at.
                var column = Native.InitColumnIndex(info, (ulong)i);
                columns[i] = column < (ulong)relation.Schema.Count ? (int)column : -1;
            }

            Native.SetMaxThreads(info, (ulong)Math.Max(1, relation.Chunks.Count));
            Native.SetInitData(info, GCHandle.ToIntPtr(GCHandle.Alloc(new BatchCursor(relation, columns))), &FreeHandle);
        }
        catch (Exception error)
        {
            Native.SetInitError(info, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(nint info, nint chunk)
    {
        try
        {
            ((BatchCursor)GCHandle.FromIntPtr(Native.FunctionInitData(info)).Target!).Fill(chunk);
        }
        catch (Exception error)
        {
            Native.SetFunctionError(info, error.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FreeHandle(nint handle) => GCHandle.FromIntPtr(handle).Free();

    private static nint TypeOf(TypeKind type)
    {
        if (type != TypeKind.Point)
        {
            return Native.CreateType(type switch
            {
                TypeKind.Boolean => DuckType.Boolean,
                TypeKind.Integer => DuckType.Integer,
                TypeKind.BigInt => DuckType.BigInt,
                TypeKind.Double => DuckType.Double,
                TypeKind.Varchar => DuckType.Varchar,
                TypeKind.Binary => DuckType.Blob,
                TypeKind.Date => DuckType.Date,
                TypeKind.Timestamp => DuckType.TimestampZoned,
                _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No table has such a column."),
            });
        }

        var coordinate = Native.CreateType(DuckType.Double);
        var types = stackalloc nint[2] { coordinate, coordinate };
        fixed (byte* latitude = "latitude\0"u8, longitude = "longitude\0"u8)
        {
            var names = stackalloc byte*[2] { latitude, longitude };
            var point = Native.CreateStructType(types, names, 2);
            Native.DestroyType(ref coordinate);
            return point;
        }
    }
}
