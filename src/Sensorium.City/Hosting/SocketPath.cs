using System.Net.Sockets;
using System.Text;

namespace Sensorium.City.Hosting;

/// <summary>
/// A Unix socket's address, whose path the kernel limits to 107 bytes. A longer one is reached through a link in a private folder.
/// </summary>
internal static class SocketPath
{
    private const int Longest = 107;

    /// <summary>
    /// Calls <paramref name="use"/> with an address of the socket at <paramref name="path"/>. The address is good only within the call.
    /// </summary>
    public static async Task Use(string path, Func<UnixDomainSocketEndPoint, Task> use)
    {
        if (Encoding.UTF8.GetByteCount(path) <= Longest)
        {
            await use(new(path));
            return;
        }

        var link = Directory.CreateTempSubdirectory("sn-").FullName;
        try
        {
            var folder = Path.Combine(link, "d");
            Directory.CreateSymbolicLink(folder, Path.GetDirectoryName(path)!);
            await use(new(Path.Combine(folder, Path.GetFileName(path))));
        }
        finally
        {
            Directory.Delete(link, recursive: true);
        }
    }
}
