using Sensorium.Core;
using Sensorium.Sql.Plan;

namespace Sensorium.Engine.Tests.Decode;

public sealed class ValueTests
{
    [Theory]
    [InlineData("21.35", "21.35")]
    [InlineData("-0", "-0")]
    [InlineData("-0.0", "-0")]
    [InlineData("1e3", "1000")]
    [InlineData("1E-3", "0.001")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("9007199254740993.0000000000000000000000000001", "9007199254740994")]
    [InlineData("10.357019999999999", "10.357019999999999")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890", "1.2345678901234567E+59")]
    [InlineData("0.1234567890123456789012345678901234567890123456789", "0.12345678901234568")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157E+308")]
    [InlineData("5e-324", "5E-324")]
    [InlineData("2e-324", "0")]
    [InlineData("1e-400", "0")]
    [InlineData("-1e-99999999999999999999", "-0")]
    [InlineData("0e99999999999", "0")]
    [InlineData("1e400", "Overflow")]
    [InlineData("-1e99999999999999999999", "Overflow")]
    [InlineData("\"21.35\"", "21.35")]
    [InlineData("\"+21.50\"", "21.5")]
    [InlineData("\"007\"", "7")]
    [InlineData("\".5\"", "0.5")]
    [InlineData("\"5.\"", "5")]
    [InlineData("\"\\u0035\"", "5")]
    [InlineData("\"\"", "NotANumber")]
    [InlineData("\".\"", "NotANumber")]
    [InlineData("\"-\"", "NotANumber")]
    [InlineData("\"1e\"", "NotANumber")]
    [InlineData("\" 5\"", "NotANumber")]
    [InlineData("\"5 C\"", "NotANumber")]
    [InlineData("\"12,5\"", "NotANumber")]
    [InlineData("\"NaN\"", "NotANumber")]
    [InlineData("\"Infinity\"", "NotANumber")]
    [InlineData("\"0x10\"", "NotANumber")]
    [InlineData("NaN", "NotJson")]
    [InlineData("-Infinity", "NotJson")]
    [InlineData("01", "NotJson")]
    [InlineData("1.", "NotJson")]
    [InlineData("+1", "NotJson")]
    [InlineData("true", "WrongType")]
    [InlineData("{}", "WrongType")]
    [InlineData("[1]", "WrongType")]
    [InlineData("null", "null")]
    public void Doubles_are_the_nearest_to_what_is_written(string json, string expected) =>
        DecoderBench.OneColumn(TypeKind.Double).Judge(json).ShouldBe(expected);

    [Theory]
    [InlineData("2147483647", "2147483647")]
    [InlineData("-2147483648", "-2147483648")]
    [InlineData("2147483648", "Overflow")]
    [InlineData("-2147483649", "Overflow")]
    [InlineData("5.0", "5")]
    [InlineData("5e2", "500")]
    [InlineData("500e-2", "5")]
    [InlineData("5.5", "NotWhole")]
    [InlineData("1e-1", "NotWhole")]
    [InlineData("1e40", "Overflow")]
    [InlineData("\"12\"", "12")]
    [InlineData("\"twelve\"", "NotANumber")]
    [InlineData("false", "WrongType")]
    public void Integers_are_whole_numbers_that_fit(string json, string expected) =>
        DecoderBench.OneColumn(TypeKind.Integer).Judge(json).ShouldBe(expected);

    [Theory]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775808", "Overflow")]
    [InlineData("9223372036854775807.5", "NotWhole")]
    [InlineData("0.9223372036854775807e19", "9223372036854775807")]
    [InlineData("99999999999999999999999999999999999999999999999", "Overflow")]
    [InlineData("1.00000000000000000000000000000000000000000000000000000000001", "NotWhole")]
    public void Big_integers_are_exact(string json, string expected) =>
        DecoderBench.OneColumn(TypeKind.BigInt).Judge(json).ShouldBe(expected);

    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("1", "true")]
    [InlineData("0", "false")]
    [InlineData("\"TRUE\"", "true")]
    [InlineData("\"False\"", "false")]
    [InlineData("2", "NotABoolean")]
    [InlineData("\"yes\"", "NotABoolean")]
    [InlineData("[]", "WrongType")]
    public void Booleans(string json, string expected) => DecoderBench.OneColumn(TypeKind.Boolean).Judge(json).ShouldBe(expected);

    [Theory]
    [InlineData("\"abc\"", "'abc'")]
    [InlineData("\"\"", "''")]
    [InlineData("\"G\\u00f6teborg\"", "'Göteborg'")]
    [InlineData("\"\\ud83d\\ude97 \\\"\\\\\\/\\b\\f\\n\\r\\t\"", "'🚗 \"\\/\b\f\n\r\t'")]
    [InlineData("\"\\u0000\"", "'\0'")]
    [InlineData("\"\\ud83d\"", "LoneSurrogate")]
    [InlineData("\"\\ud83dx\"", "LoneSurrogate")]
    [InlineData("\"\\ud83d\\n12345\"", "LoneSurrogate")]
    [InlineData("\"\\ude97\"", "LoneSurrogate")]
    [InlineData("\"\\ud83d\\ud83d\"", "LoneSurrogate")]
    [InlineData("\"\\x\"", "NotJson")]
    [InlineData("\"a\nb\"", "NotJson")]
    [InlineData("5", "WrongType")]
    [InlineData("true", "WrongType")]
    [InlineData("{\"a\":1}", "WrongType")]
    public void Text(string json, string expected) => DecoderBench.OneColumn(TypeKind.Varchar).Judge(json).ShouldBe(expected);

    [Theory]
    [InlineData("\"2024-02-29\"", "2024-02-29")]
    [InlineData("\"0001-01-01\"", "0001-01-01")]
    [InlineData("\"9999-12-31\"", "9999-12-31")]
    [InlineData("\"2023-02-29\"", "NotADate")]
    [InlineData("\"2023-13-01\"", "NotADate")]
    [InlineData("\"2023-1-1\"", "NotADate")]
    [InlineData("\"2023-01-01T00:00:00Z\"", "NotADate")]
    [InlineData("\"0000-01-01\"", "YearOutOfRange")]
    [InlineData("20230101", "WrongType")]
    public void Dates(string json, string expected) => DecoderBench.OneColumn(TypeKind.Date).Judge(json).ShouldBe(expected);

    [Theory]
    [InlineData("""{"latitude":57.7,"longitude":11.97}""", "57.7 11.97")]
    [InlineData("""{"lat":57.7,"lon":11.97,"alt":12}""", "57.7 11.97")]
    [InlineData("""{"lng":"11.97","lat":"57.7"}""", "57.7 11.97")]
    [InlineData("""{"la\u0074":1,"lon":2}""", "1 2")]
    [InlineData("""{"lat":1,"latitude":2,"lon":3}""", "2 3")]
    [InlineData("""{"lat":1,"latitude":null,"lon":3}""", "1 3")]
    [InlineData("""{"lat":1,"lat":2,"lon":3}""", "2 3")]
    [InlineData("[57.7, 11.97]", "57.7 11.97")]
    [InlineData("\"(57.7, 11.97)\"", "57.7 11.97")]
    [InlineData("\"57.7,11.97\"", "57.7 11.97")]
    [InlineData("[-90,180]", "-90 180")]
    [InlineData("[57.7, 999]", "PointOutOfRange")]
    [InlineData("""{"latitude":90.0001,"longitude":0}""", "PointOutOfRange")]
    [InlineData("[57.7]", "NotAPoint")]
    [InlineData("[57.7,11.97,3]", "NotAPoint")]
    [InlineData("[]", "NotAPoint")]
    [InlineData("[true,1]", "NotAPoint")]
    [InlineData("{}", "NotAPoint")]
    [InlineData("""{"latitude":57.7}""", "NotAPoint")]
    [InlineData("""{"latitude":{"x":1},"longitude":0}""", "NotAPoint")]
    [InlineData("\"somewhere\"", "NotAPoint")]
    [InlineData("\"(57.7; 11.97)\"", "NotAPoint")]
    [InlineData("[1e999,0]", "NotAPoint")]
    [InlineData("57.7", "WrongType")]
    public void Points(string json, string expected) => DecoderBench.OneColumn(TypeKind.Point).Judge(json).ShouldBe(expected);

    [Fact]
    public void A_declared_null_text_is_null_for_every_type()
    {
        foreach (var type in new[] { TypeKind.Double, TypeKind.Varchar, TypeKind.Timestamp, TypeKind.Point, TypeKind.Boolean })
        {
            var bench = DecoderBench.OneColumn(type, csv: new CsvOptions(Nulls: "NA"));
            bench.Judge("\"NA\"").ShouldBe("null");
            bench.Judge("\"\\u004eA\"").ShouldBe("null");
        }

        DecoderBench.OneColumn(TypeKind.Varchar, csv: new CsvOptions(Nulls: "NA")).Judge("\"NAN\"").ShouldBe("'NAN'");
    }
}
