using Microsoft.Extensions.Time.Testing;
using Sensorium.City.Hosting;
using Sensorium.Core;

namespace Sensorium.City.Tests.Hosting;

public sealed class DataLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_second_owner_is_refused_with_the_name_of_the_first()
    {
        using var first = DataLock.Take(new(_folder.Path), "Lund", _time);

        var refusal = Should.Throw<SensoriumException>(() => DataLock.Take(new(_folder.Path), "Lund", _time));

        refusal.Code.ShouldBe("SN1009");
        refusal.Message.ShouldContain($"process {Environment.ProcessId} (city 'Lund'");
    }

    [Fact]
    public void The_folder_is_free_when_its_owner_has_gone()
    {
        DataLock.Take(new(_folder.Path), "Lund", _time).Dispose();

        Should.NotThrow(() => DataLock.Take(new(_folder.Path), "Lund", _time).Dispose());
    }

    [Fact]
    public void A_folder_stays_with_its_city()
    {
        DataLock.Take(new(_folder.Path), "Lund", _time).Dispose();

        var refusal = Should.Throw<SensoriumException>(() => DataLock.Take(new(_folder.Path), "Malmö", _time));

        refusal.Code.ShouldBe("SN1011");
        refusal.Message.ShouldContain("'Lund', not 'Malmö'");
        Should.NotThrow(() => DataLock.Take(new(_folder.Path), "Lund", _time).Dispose());
    }

    [Fact]
    public void A_folder_of_another_format_is_refused_by_name()
    {
        _folder.Write("data.json", """{ "format": 7, "city": "Lund" }""");

        Should.Throw<SensoriumException>(() => DataLock.Take(new(_folder.Path), "Lund", _time)).Message.ShouldContain("format 7");
    }

    [Theory]
    [InlineData("""{ "format": "1", "city": "Lund" }""")]
    [InlineData("""{ "format": 1.5, "city": "Lund" }""")]
    [InlineData("""{ "format": 99999999999, "city": "Lund" }""")]
    [InlineData("""{ "format": 1, "city": 7 }""")]
    [InlineData("""{ "format": 1, "city": null }""")]
    [InlineData("""{ "format": 1, "city": { "name": "Lund" } }""")]
    [InlineData("""{ "format": 1, "format": 2, "city": "Lund" }""")]
    [InlineData("""{ "format": 1 }""")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("")]
    public void A_note_that_this_program_did_not_write_is_refused_by_name(string note)
    {
        _folder.Write("data.json", note);

        foreach (var take in new Func<DataLock>[]
        {
            () => DataLock.Take(new(_folder.Path), "Lund", _time),
            () => DataLock.TakeOfAny(new(_folder.Path), _time),
        })
        {
            var refusal = Should.Throw<SensoriumException>(take);
            refusal.Code.ShouldBe("SN1011");
            refusal.Message.ShouldContain("data.json is not what this program wrote");
        }
    }

    public void Dispose() => _folder.Dispose();
}
