using System.Text;
using Sensorium.Core.Files;

namespace Sensorium.Simulation.Disks;

/// <summary>What streams, checkpoints and lake may rely on, on the machine's disk and on the simulated one alike.</summary>
public abstract class FileSystemContract
{
    protected abstract IFileSystem Files { get; }

    [Fact]
    public void Written_bytes_are_read_back_at_their_offsets()
    {
        using var file = Files.Open("a", FileAccessMode.CreateNew);
        file.Write("hello"u8, 0);
        file.Write("world"u8, 10);

        var read = new byte[20];
        file.Read(read, 0).ShouldBe(15);
        Encoding.ASCII.GetString(read, 0, 15).ShouldBe("hello\0\0\0\0\0world");
        file.Read(read, 15).ShouldBe(0);
        file.Read(read, 100).ShouldBe(0);
        file.Length.ShouldBe(15);
    }

    [Fact]
    public void A_file_made_shorter_and_longer_again_has_zeros()
    {
        using var file = Files.Open("a", FileAccessMode.CreateNew);
        file.Write("hello"u8, 0);
        file.SetLength(2);
        file.SetLength(4);

        var read = new byte[4];
        file.Read(read, 0).ShouldBe(4);
        read.ShouldBe("he\0\0"u8.ToArray());
    }

    [Fact]
    public void Modes_open_what_they_say()
    {
        Should.Throw<FileNotFoundException>(() => Files.Open("a", FileAccessMode.Read));
        Should.Throw<FileNotFoundException>(() => Files.Open("a", FileAccessMode.ReadWrite));
        Should.Throw<DirectoryNotFoundException>(() => Files.Open("no/a", FileAccessMode.Create));
        Write("a", "text");
        Should.Throw<IOException>(() => Files.Open("a", FileAccessMode.CreateNew));
        using (var reader = Files.Open("a", FileAccessMode.Read))
        {
            Should.Throw<UnauthorizedAccessException>(() => reader.Write("x"u8, 0));
        }

        Files.Open("a", FileAccessMode.Create).Dispose();
        Read("a").ShouldBe("");
    }

    [Fact]
    public void A_folder_lists_its_children_in_ordinal_order()
    {
        Files.CreateDirectory("d/sub/deep");
        Write("d/b", "12");
        Write("d/B", "1");
        Write("d/a", "");

        Files.List("d").Select(entry => (entry.Name, entry.Length, entry.IsDirectory))
            .ShouldBe([("B", 1, false), ("a", 0, false), ("b", 2, false), ("sub", 0, true)]);
        Files.List("nowhere").ShouldBeEmpty();
        Files.DirectoryExists("d/sub").ShouldBeTrue();
        Files.DirectoryExists("d/a").ShouldBeFalse();
        Files.FileExists("d/a").ShouldBeTrue();
        Files.FileExists("d/sub").ShouldBeFalse();
    }

    [Fact]
    public void Deleting_what_does_not_stand_does_nothing()
    {
        Files.DeleteFile("a");
        Files.DeleteFile("no/a");
        Files.DeleteDirectory("d");
        Files.CreateDirectory("d/e");
        Files.CreateDirectory("d/e");
        Write("d/e/f", "x");
        Files.DeleteFile("d/e/f");
        Files.FileExists("d/e/f").ShouldBeFalse();
        Write("d/e/f", "x");
        Files.DeleteDirectory("d");
        Files.DirectoryExists("d").ShouldBeFalse();
    }

    [Fact]
    public void A_rename_replaces_its_target()
    {
        Write("a", "new");
        Write("b", "old");
        Files.Rename("a", "b");

        Read("b").ShouldBe("new");
        Files.FileExists("a").ShouldBeFalse();
        Should.Throw<IOException>(() => Files.Rename("a", "c"));
    }

    [Fact]
    public void An_open_file_outlives_its_name()
    {
        Write("a", "old");
        Write("b", "new");
        using var file = Files.Open("a", FileAccessMode.Read);
        Files.Rename("b", "a");

        var read = new byte[3];
        file.Read(read, 0);
        read.ShouldBe("old"u8.ToArray());
        Read("a").ShouldBe("new");
    }

    [Fact]
    public void A_link_takes_only_a_free_name()
    {
        Write("a", "one");
        Write("b", "two");

        Files.TryLink("a", "c").ShouldBeTrue();
        Files.TryLink("b", "c").ShouldBeFalse();
        Files.DeleteFile("a");
        Read("c").ShouldBe("one");
        Should.Throw<IOException>(() => Files.TryLink("a", "d"));
        Should.Throw<IOException>(() => Files.TryLink("b", "no/d"));
    }

    [Fact]
    public void A_lock_has_one_owner_at_a_time()
    {
        var first = Files.TryLock("lock").ShouldNotBeNull();
        Files.TryLock("lock").ShouldBeNull();
        first.Dispose();
        Files.TryLock("lock").ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void Folders_and_files_can_be_synced()
    {
        Files.CreateDirectory("d");
        using (var file = Files.Open("d/a", FileAccessMode.Create))
        {
            file.Write("x"u8, 0);
            file.Sync();
        }

        Files.SyncDirectory("d");
        Files.SyncDirectory(".");
        Should.Throw<IOException>(() => Files.SyncDirectory("nowhere"));
    }

    private void Write(string path, string text)
    {
        using var file = Files.Open(path, FileAccessMode.Create);
        file.Write(Encoding.UTF8.GetBytes(text), 0);
    }

    private string Read(string path)
    {
        using var file = Files.Open(path, FileAccessMode.Read);
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return Encoding.UTF8.GetString(bytes);
    }
}
