using System.Text;
using Sensorium.City.Streams;

namespace Sensorium.City.Tests.Streams;

public sealed class RecordKeyTests
{
    [Theory]
    [InlineData("id", """{"a": {"id": "no"}, "id": "yes"}""", "yes")]
    [InlineData("id", """{"id": 17}""", "17")]
    [InlineData("id", """{"id": "sm\u00e5"}""", "små")]
    [InlineData("a.id", """{"id": "no", "a": {"b": [1, {"id": 2}], "id": "yes"}}""", "yes")]
    [InlineData("a.id", """{"a": "text"}""", null)]
    [InlineData("id", """{"id": null}""", null)]
    [InlineData("id", """{"other": 1}""", null)]
    [InlineData("id", """["id"]""", null)]
    [InlineData("id", """{"x": """, null)]
    [InlineData("id", "", null)]
    [InlineData(null, """{"id": "yes"}""", null)]
    public void A_key_is_the_member_that_the_stream_names(string? member, string json, string? key)
    {
        var found = new RecordKey(member).Of(Encoding.UTF8.GetBytes(json));

        (found is null ? null : Encoding.UTF8.GetString(found)).ShouldBe(key);
    }
}
