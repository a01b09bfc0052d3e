using System.IO.Compression;
using System.Text;
using Sensorium.Core;
using Sensorium.Lake.DuckDb;
using Sensorium.Lake.Query;

namespace Sensorium.Lake.Tests.Query;

public sealed class PlainFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DuckDatabase _duck = new(new Dictionary<string, string> { ["threads"] = "1" });

    [Fact]
    public void Parquet_CSV_and_JSON_are_tables_also_compressed_and_by_any_name()
    {
        _duck.Execute($"COPY (SELECT 1 AS n) TO '{_folder.Path}/data' (FORMAT parquet)");
        Rows("data").ShouldBe(["1"]);
        Rows(Write("a.csv", "n,t\n1,2026-05-04T12:00:00Z\n")).ShouldBe(["1|2026-05-04 12:00:00+00"]);
        Rows(Write("a.tsv", "n\tm\n1\t2\n")).ShouldBe(["1|2"]);
        Rows(Write("b.csv.gz", "n\n7\n", isGzip: true)).ShouldBe(["7"]);
        Rows(Write("misnamed.csv", "n\n8\n", isGzip: true)).ShouldBe(["8"]);
        Rows(Write("a.ndjson", "{\"n\":1}\n{\"n\":2}\n")).ShouldBe(["1", "2"]);
        Rows(Write("a.json", " [{\"n\":1}]")).ShouldBe(["1"]);
        Rows(Write("export", "{\"n\":{\"m\":3}}", isGzip: true)).ShouldBe(["{'m': 3}"]);
        Rows(Write("[odd]*.csv", "n\n9\n")).ShouldBe(["9"]);
    }

    [Fact]
    public void A_folder_is_one_table_and_its_folders_are_columns()
    {
        Write("t/year=2025/a.csv", "n\n1\n");
        Write("t/year=2026/b.csv.gz", "n\n2\n", isGzip: true);
        Write("t/_temporary/c.csv", "n\n3\n");
        Write("t/.hidden", "");
        Rows("t").ShouldBe(["1|2025", "2|2026"]);
        PlainFiles.Of(Path.Combine(_folder.Path, "t")).Paths.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("SN5041", "notes.txt", "hello")]
    [InlineData("SN5041", "a.parquet", "n\n1\n")]
    [InlineData("SN5041", "a.json", "n,m\n")]
    [InlineData("SN5041", "a.csv", "n\0m")]
    public void Anything_else_is_refused_by_name(string code, string name, string content)
    {
        var error = Should.Throw<SensoriumException>(() => PlainFiles.Of(Path.Combine(_folder.Path, Write(name, content))));
        error.Code.ShouldBe(code);
        error.Message.ShouldContain(name);
    }

    [Fact]
    public void Files_that_are_no_one_table_are_refused_by_name()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "empty"));
        Should.Throw<SensoriumException>(() => PlainFiles.Of(Path.Combine(_folder.Path, "empty"))).Code.ShouldBe("SN5040");

        Write("mixed/a.csv", "n\n1\n");
        Write("mixed/b.json", "{}");
        Should.Throw<SensoriumException>(() => PlainFiles.Of(Path.Combine(_folder.Path, "mixed"))).Message.ShouldContain("b.json JSON");

        Write("uneven/year=2025/a.csv", "n\n1\n");
        Write("uneven/year=2026/month=1/b.csv", "n\n1\n");
        Should.Throw<SensoriumException>(() => PlainFiles.Of(Path.Combine(_folder.Path, "uneven"))).Code.ShouldBe("SN5042");

        File.WriteAllBytes(Path.Combine(_folder.Path, "cut.csv.gz"), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 7]);
        Should.Throw<SensoriumException>(() => PlainFiles.Of(Path.Combine(_folder.Path, "cut.csv.gz"))).Code.ShouldBe("SN4103");
    }

    [Theory]
    [InlineData("bytes behind it")]
    [InlineData("cut in the middle")]
    [InlineData("cut in its trailer")]
    [InlineData("another length in its trailer")]
    public void Damaged_gzip_gives_no_rows(string damage)
    {
        Write("long.csv.gz", "n\n" + string.Concat(Enumerable.Range(0, 40_000).Select(n => $"{n * 7919L % 99_991}\n")), isGzip: true);
        var whole = File.ReadAllBytes(Path.Combine(_folder.Path, "long.csv.gz"));
        File.WriteAllBytes(Path.Combine(_folder.Path, "damaged.csv.gz"), damage switch
        {
            "bytes behind it" => [.. whole, .. "40001\n40002\n"u8],
            "cut in the middle" => whole[..(whole.Length / 2)],
            "cut in its trailer" => whole[..^2],
            _ => [.. whole[..^1], 1],
        });

        var error = Should.Throw<SensoriumException>(() => Rows("damaged.csv.gz").Count());
        error.Code.ShouldBe("SN4103");
        error.Message.ShouldContain("damaged.csv.gz");
        Rows("long.csv.gz").Count().ShouldBe(40_000);
    }

    public void Dispose()
    {
        _duck.Dispose();
        _folder.Dispose();
    }

    private IEnumerable<string> Rows(string name) =>
        _duck.Query($"SELECT * FROM ({PlainFiles.Of(Path.Combine(_folder.Path, name)).Sql}) ORDER BY ALL").Rows
            .Select(row => string.Join('|', row));

    private string Write(string name, string content, bool isGzip = false)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Stream file = isGzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(content));
        return name;
    }
}
