using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sensorium.Core.Files;

/// <summary>The calls of the C library that .NET does not offer, and their errors as the exceptions that .NET throws for files.</summary>
internal static partial class Libc
{
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;
    internal const int ReadOnly = 0;
    internal const int ReadWrite = 2;
    internal const int CreateMissing = 0x40;
    internal const int Truncate = 0x200;
    internal const int CloseOnExec = 0x80000;
    internal const int OwnerOnly = 0x180; // 0600

    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int Again = 11;
    internal const int AccessDenied = 13;
    internal const int Exists = 17;
    internal const int CrossDevice = 18;
    internal const int NotDirectory = 20;
    internal const int InvalidArgument = 22;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    /// <summary>Unlike <see cref="File.OpenHandle"/> it opens folders, and locks nothing by itself.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags, int permissions);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Fsync(SafeFileHandle file);

    /// <summary>Leaves out what no reader needs, such as the time of the last write; .NET's flush does not.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int Fdatasync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "umask")]
    internal static partial int Umask(int mask);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeFileHandle file, int operation);

    internal static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new SensoriumException(
                "SN9001",
                $"Data folders need the file calls of Linux, and this is {RuntimeInformation.OSDescription}.",
                "Run on Linux, in a Linux container, or in WSL.");
        }
    }

    /// <summary>The exception for an errno; its <see cref="Exception.HResult"/> is the errno where .NET has no type of its own.</summary>
    internal static Exception Failure(int error, string path)
    {
        var message = $"{Marshal.GetPInvokeErrorMessage(error)}: '{path}'";
        return error switch
        {
            NoEntry => new FileNotFoundException(message, path),
            NotDirectory => new DirectoryNotFoundException(message),
            AccessDenied => new UnauthorizedAccessException(message),
            _ => new IOException(message, error),
        };
    }
}
