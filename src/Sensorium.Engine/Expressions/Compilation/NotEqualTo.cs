using System.Numerics;
using System.Runtime.Intrinsics;

namespace Sensorium.Engine.Expressions.Compilation;

internal readonly struct NotEqualTo : IComparison
{
    public static bool Test<T>(T value, T constant)
        where T : unmanaged, INumber<T> => value != constant;

    public static Vector256<T> Test<T>(Vector256<T> values, Vector256<T> constant)
        where T : unmanaged, INumber<T> => ~Vector256.Equals(values, constant);

    public static Vector512<T> Test<T>(Vector512<T> values, Vector512<T> constant)
        where T : unmanaged, INumber<T> => ~Vector512.Equals(values, constant);
}
