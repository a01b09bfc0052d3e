using System.Numerics;
using System.Runtime.Intrinsics;

namespace Sensorium.Engine.Expressions.Compilation;

/// <summary>A comparison that a vector kernel is specialised for.</summary>
internal interface IComparison
{
    static abstract bool Test<T>(T value, T constant)
        where T : unmanaged, INumber<T>;

    static abstract Vector256<T> Test<T>(Vector256<T> values, Vector256<T> constant)
        where T : unmanaged, INumber<T>;

    static abstract Vector512<T> Test<T>(Vector512<T> values, Vector512<T> constant)
        where T : unmanaged, INumber<T>;
}
