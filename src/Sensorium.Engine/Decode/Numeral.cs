namespace Sensorium.Engine.Decode;

/// <summary>A decimal number in parts: ±<see cref="Digits"/> × 10^<see cref="Exponent"/>.</summary>
internal struct Numeral
{
    private static readonly UInt128 Room = (UInt128.MaxValue / 10) - 1;

    public bool Negative;

    public UInt128 Digits;

    public int Exponent;

    /// <summary>Whether digits other than zero were left out because they did not fit.</summary>
    public bool Cut;

    /// <summary>Whether the digits are more than 64 bits hold.</summary>
    public bool IsWide;

    /// <summary>Adds a digit behind those of <paramref name="narrow"/>, which counts only the first time.</summary>
    public void Append(ulong narrow, uint digit)
    {
        if (!IsWide)
        {
            IsWide = true;
            Digits = narrow;
        }

        if (Digits <= Room)
        {
            Digits = (Digits * 10) + digit;
        }
        else
        {
            Cut |= digit != 0;
            Exponent++;
        }
    }

    /// <summary>The number × 10^<paramref name="power"/>, rounded down to a whole one.</summary>
    /// <returns>False where it is beyond ±10^37.</returns>
    public readonly bool TryScale(int power, out Int128 whole, out bool exact)
    {
        whole = 0;
        exact = true;
        if (Digits == 0)
        {
            return true;
        }

        var magnitude = Digits;
        exact = !Cut;
        var exponent = Exponent + power;
        for (; exponent > 0; exponent--)
        {
            if (magnitude > Room)
            {
                return false;
            }

            magnitude *= 10;
        }

        for (; exponent < 0 && magnitude != 0; exponent++)
        {
            (magnitude, var digit) = UInt128.DivRem(magnitude, 10);
            exact &= digit == 0;
        }

        if (magnitude > (UInt128)Int128.MaxValue - 1)
        {
            return false;
        }

        whole = (Int128)magnitude;
        if (Negative)
        {
            whole = -whole - (exact ? 0 : 1);
        }

        return true;
    }
}
