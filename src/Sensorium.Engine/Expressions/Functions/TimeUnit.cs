namespace Sensorium.Engine.Expressions.Functions;

/// <summary>A unit of time, or a part of an instant that EXTRACT gives. Up to <see cref="Year"/> they have a length.</summary>
internal enum TimeUnit : byte
{
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Epoch,
    DayOfYear,
    DayOfWeek,
    IsoDayOfWeek,
    IsoYear,
}
