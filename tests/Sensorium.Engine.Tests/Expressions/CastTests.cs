using Sensorium.Sql.Functions;
using Sensorium.Core;
using Sensorium.Engine.Expressions;

namespace Sensorium.Engine.Tests.Expressions;

public sealed class CastTests
{
    public static TheoryData<object?, TypeKind, object?> Values => new()
    {
        { "12", TypeKind.Integer, 12 },
        { " 42 ", TypeKind.Integer, 42 },
        { "+5", TypeKind.Integer, 5 },
        { "3.14", TypeKind.Integer, 3 },
        { "-3.99", TypeKind.Integer, -3 },
        { ".5", TypeKind.BigInt, 0L },
        { "5.", TypeKind.BigInt, 5L },
        { "1e2", TypeKind.BigInt, RowFault.CastFailed },
        { "0x1F", TypeKind.Integer, RowFault.CastFailed },
        { "12abc", TypeKind.Integer, RowFault.CastFailed },
        { "", TypeKind.Integer, RowFault.CastFailed },
        { ".", TypeKind.Integer, RowFault.CastFailed },
        { "+", TypeKind.Integer, RowFault.CastFailed },
        { "2147483648", TypeKind.Integer, RowFault.CastFailed },
        { "2147483648", TypeKind.BigInt, 2147483648L },
        { "-9223372036854775808", TypeKind.BigInt, long.MinValue },
        { "9223372036854775808", TypeKind.BigInt, RowFault.CastFailed },
        { "1e2", TypeKind.Double, 100.0 },
        { " -2.5e3 ", TypeKind.Double, -2500.0 },
        { "NaN", TypeKind.Double, double.NaN },
        { "-Infinity", TypeKind.Double, double.NegativeInfinity },
        { "1,5", TypeKind.Double, RowFault.CastFailed },
        { "true", TypeKind.Boolean, true },
        { "T", TypeKind.Boolean, true },
        { "yes", TypeKind.Boolean, true },
        { "0", TypeKind.Boolean, false },
        { "FALSE", TypeKind.Boolean, false },
        { "maybe", TypeKind.Boolean, RowFault.CastFailed },
        { 2147483647.9, TypeKind.Integer, int.MaxValue },
        { -2147483648.9, TypeKind.Integer, int.MinValue },
        { 2147483648.0, TypeKind.Integer, RowFault.Overflow },
        { double.NaN, TypeKind.Integer, RowFault.Overflow },
        { -0.9, TypeKind.BigInt, 0L },
        { 1e20, TypeKind.BigInt, RowFault.Overflow },
        { 2147483648L, TypeKind.Integer, RowFault.Overflow },
        { -7L, TypeKind.Integer, -7 },
        { 7, TypeKind.Double, 7.0 },
        { true, TypeKind.Integer, 1 },
        { -3, TypeKind.Boolean, true },
        { 0.0, TypeKind.Boolean, false },
        { true, TypeKind.Varchar, "TRUE" },
        { false, TypeKind.Varchar, "FALSE" },
        { -12, TypeKind.Varchar, "-12" },
        { long.MinValue, TypeKind.Varchar, "-9223372036854775808" },
        { 1.0, TypeKind.Varchar, "1.0" },
        { -0.0, TypeKind.Varchar, "-0.0" },
        { 0.001, TypeKind.Varchar, "0.001" },
        { 9.99e-4, TypeKind.Varchar, "9.99E-4" },
        { 1e-7, TypeKind.Varchar, "1.0E-7" },
        { 123456.789, TypeKind.Varchar, "123456.789" },
        { 1000000.0, TypeKind.Varchar, "1000000.0" },
        { 9999999.5, TypeKind.Varchar, "9999999.5" },
        { 12345678.9, TypeKind.Varchar, "1.23456789E7" },
        { 1e15, TypeKind.Varchar, "1.0E15" },
        { 1e20, TypeKind.Varchar, "1.0E20" },
        { double.MaxValue, TypeKind.Varchar, "1.7976931348623157E308" },
        { double.Epsilon, TypeKind.Varchar, "4.9E-324" },
        { double.NegativeInfinity, TypeKind.Varchar, "-Infinity" },
        { new DateOnly(2026, 3, 1), TypeKind.Varchar, "2026-03-01" },
        { Utc(2026, 3, 1, 12, 34, 56.789), TypeKind.Varchar, "2026-03-01 12:34:56.789" },
        { Utc(2026, 3, 1, 12, 34, 56), TypeKind.Varchar, "2026-03-01 12:34:56.000" },
        { Utc(2026, 3, 1, 12, 34, 56).AddMicroseconds(7), TypeKind.Varchar, "2026-03-01 12:34:56.000007" },
        { TimeSpan.FromSeconds(93_784), TypeKind.Varchar, "+1 02:03:04.000" },
        { TimeSpan.FromSeconds(-1.5), TypeKind.Varchar, "-0 00:00:01.500" },
        { new GeoPoint(57.7, 11.97), TypeKind.Varchar, "POINT (11.97 57.7)" },
        { "2026-03-01", TypeKind.Date, new DateOnly(2026, 3, 1) },
        { "2026-3-1", TypeKind.Date, new DateOnly(2026, 3, 1) },
        { "2026-02-30", TypeKind.Date, RowFault.CastFailed },
        { "12", TypeKind.Date, RowFault.CastFailed },
        { "2026-03-01 12:34:56", TypeKind.Timestamp, Utc(2026, 3, 1, 12, 34, 56) },
        { "2026-03-01T12:34", TypeKind.Timestamp, Utc(2026, 3, 1, 12, 34, 0) },
        { "2026-03-01 12:34:56.789-0130", TypeKind.Timestamp, Utc(2026, 3, 1, 14, 4, 56.789) },
        { "2026-03-01T12:34:56Z", TypeKind.Timestamp, Utc(2026, 3, 1, 12, 34, 56) },
        { "2026-03-01 24:00:00", TypeKind.Timestamp, RowFault.CastFailed },
        { "2026-03-01 12:34:56 nonsense", TypeKind.Timestamp, RowFault.CastFailed },
        { Utc(1969, 12, 31, 23, 0, 0), TypeKind.Date, new DateOnly(1969, 12, 31) },
        { new DateOnly(2026, 3, 1), TypeKind.Timestamp, Utc(2026, 3, 1, 0, 0, 0) },
        { "é", TypeKind.Binary, new byte[] { 0xC3, 0xA9 } },
        { new byte[] { 0xC3, 0xA9 }, TypeKind.Varchar, "é" },
        { new byte[] { 0xC3 }, TypeKind.Varchar, RowFault.CastFailed },
        { TypeKind.Varchar, TypeKind.Integer, null },
        { TypeKind.Double, TypeKind.Varchar, null },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Cast_gives_the_value_or_the_fault_and_try_cast_null_instead(object? value, TypeKind target, object? expected)
    {
        Evaluation.Cast(value, target).ShouldBe(expected);
        Evaluation.TryCast(value, target).ShouldBe(expected is RowFault ? null : expected);
    }

    [Fact]
    public void Implicit_casts_are_those_where_nothing_can_go_wrong()
    {
        CastRules.IsImplicit(TypeKind.Integer, TypeKind.Double).ShouldBeTrue();
        CastRules.IsImplicit(TypeKind.Date, TypeKind.Timestamp).ShouldBeTrue();
        CastRules.IsImplicit(TypeKind.Double, TypeKind.BigInt).ShouldBeFalse();
        CastRules.IsImplicit(TypeKind.Varchar, TypeKind.Double).ShouldBeFalse();
        CastRules.IsDefined(TypeKind.Varchar, TypeKind.Double).ShouldBeTrue();
        CastRules.IsDefined(TypeKind.Point, TypeKind.Integer).ShouldBeFalse();
    }

    private static DateTime Utc(int year, int month, int day, int hour, int minute, double second) =>
        new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).AddMilliseconds(Math.Round(second * 1000));

    [Fact]
    public void The_engine_implements_the_casts_that_the_language_has_and_no_others()
    {
        var types = Enum.GetValues<TypeKind>();
        var defined = types.SelectMany(from => types.Where(to => to != from && CastRules.IsDefined(from, to)).Select(to => (from, to)));
        Casts.Defined.ShouldBe(defined, ignoreOrder: true);
    }
}
