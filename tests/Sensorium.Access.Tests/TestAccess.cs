using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Sensorium.Core.Files;

namespace Sensorium.Access.Tests;

/// <summary>The access of a city in a folder of its own, with a clock that stands still.</summary>
internal sealed class TestAccess : IDisposable
{
    public const string Password = "correct horse battery";

    private readonly TemporaryFolder _folder = new();

    public TestAccess() => City = Open();

    public static Caller Admin { get; } = new("root", Role.Admin);

    public FakeTimeProvider Time { get; } = new(new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));

    public CityAccess City { get; private set; }

    public string Folder => Path.Combine(_folder.Path, "access");

    public IReadOnlyList<JsonNode> AuditLines =>
        [.. System.IO.File.ReadAllLines(Path.Combine(_folder.Path, "audit.log")).Select(line => JsonNode.Parse(line)!)];

    /// <summary>As after a restart.</summary>
    public CityAccess Reopen() => City = Open();

    public string File(string name) => System.IO.File.ReadAllText(Path.Combine(Folder, name));

    public void Dispose() => _folder.Dispose();

    private CityAccess Open()
    {
        var files = new LocalFileSystem(_folder.Path);
        return CityAccess.Open(files, Folder, new(files, Path.Combine(_folder.Path, "audit.log"), Time), Time, TimeSpan.FromDays(7));
    }
}
