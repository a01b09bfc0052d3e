using Microsoft.Extensions.Time.Testing;

namespace Sensorium.Web.Tests.Login;

/// <summary>Doors of their own, since here everybody of this address has to wait afterwards; on a clock that stands still.</summary>
public sealed class GuessingTests : IAsyncLifetime, IDisposable
{
    private readonly LoginCity _doors = new() { Time = new FakeTimeProvider(DateTimeOffset.UtcNow) };

    public Task InitializeAsync() => _doors.InitializeAsync();

    public Task DisposeAsync() => _doors.DisposeAsync();

    public void Dispose() => _doors.Dispose();

    [Fact]
    public async Task Who_guesses_has_to_wait_and_who_is_in_does_not()
    {
        var viewer = await _doors.LogIn("viewer");
        var statuses = new List<int>();
        LoginCity.Answer last;
        do
        {
            last = await _doors.Post("/login", """{"name": "admin", "password": "guess"}""", null, ("Content-Type", "application/json"));
            statuses.Add(last.Status);
        }
        while (last.Status == 401);

        statuses.ShouldBe([401, 401, 401, 401, 401, 429]);
        (last.Code, int.Parse(last.Headers["Retry-After"])).ShouldBe(("SN6025", 1));
        (await _doors.PostForm("/login", new() { ["name"] = "admin", ["password"] = LoginCity.Password })).Status.ShouldBe(429);
        (await _doors.Get("/ledger", viewer)).Status.ShouldBe(200);
        File.ReadAllLines(_doors.AuditFile).Count(line => line.Contains("fail to log in", StringComparison.Ordinal)).ShouldBe(5);
    }
}
