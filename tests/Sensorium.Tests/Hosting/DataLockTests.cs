using Microsoft.Extensions.Time.Testing;
using Sensorium.City.Hosting;
using Sensorium.Core;

namespace Sensorium.Tests.Hosting;

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

    public void Dispose() => _folder.Dispose();
}
